@testable import ExplainerChains
import ExplainerCore
import JSON
@testable import YAML

extension FuzzTarget {
  /// A script in YAML: read, planned, and its first points looked at.
  static let script = FuzzTarget("script") { bytes in
    let output = YAMLTree.json(of: bytes).utf8()
    guard let text = String(validating: bytes, as: UTF8.self),
      let source = try? ScriptSource(text: text, name: "s.yaml", folder: Inputs.folder, tree: output)
    else { return }
    let plan = try? ChainPlan(source, registry: Program.registry, outputFolder: "\(Inputs.folder)/out") { _ in
      PlannedModel(location: Program.location(Inputs.model("gpt2")), info: Program.model.info)
    }
    guard let plan else { return }
    for point in plan.points.prefix(8) { _ = point.model }
  }

  /// An expression, alone and in a text, in a scope of values of every kind.
  static let expression = FuzzTarget("expression", largest: 1024) { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    if let expression = try? ExpressionParser.parse(text) {
      _ = expression.references
      if let value = try? expression.value(in: scope) { _ = value.utf8() }
    }
    if let template = try? Template(text) {
      _ = template.references
      _ = try? template.text(in: scope)
    }
    _ = try? Template.unwrapped(text)
  }

  private static let scope: Scope = {
    var scope = Scope([
      "item": [
        "a": 1, "b": [1, 2.5, -3], "c": ["x", ""], "d": ["e": [["f": 1], ["f": 2]]], "n": .null, "t": true,
      ],
      "text": "a text", "index": 3, "big": [.integer(.max), .integer(.min), 1e308],
    ])
    scope["gone"] = .missing(MissingResult(step: "gone", reason: "was left out", isFailure: false))
    return scope
  }()
}

public import Diagnostics
public import JSON
public import Tensors

/// What an entry point returns.
public struct Explanation: Sendable {
  /// The result, by the entry point's own documented schema.
  public var result: JSONObject
  /// The tokens the explanation is about, in order.
  public var tokens: [Token]
  /// The pictures, most important first.
  public var figures: [Figure]
  /// Residuals that tell how far to trust the result.
  public var checks: [Check]
  /// Arrays for those who go on computing, under the names the entry point documents.
  public var tensors: [NamedTensor]
  /// The code of the interactive views among the figures; one for each name that `ViewFigure.module` uses.
  public var modules: [ViewModule]

  /// A tensor under its documented name.
  public struct NamedTensor: Sendable {
    /// The name.
    public var name: String
    /// The values.
    public var tensor: Tensor

    /// Creates a named tensor.
    public init(_ name: String, _ tensor: Tensor) {
      self.name = name
      self.tensor = tensor
    }
  }

  /// Creates an explanation.
  public init(
    result: JSONObject, tokens: [Token] = [], figures: [Figure] = [], checks: [Check] = [],
    tensors: [NamedTensor] = [], modules: [ViewModule] = []
  ) {
    self.result = result
    self.tokens = tokens
    self.figures = figures
    self.checks = checks
    self.tensors = tensors
    self.modules = modules
  }
}

extension Explanation {
  /// How many figures one may have.
  package static let mostFigures = 10_000
  /// How many modules of views one may have.
  package static let mostModules = 1_000

  /// The JSON form without tensors, as a plugin hands it to the host: `result`, `tokens`, `figures`, `checks`,
  /// and, where there are interactive views, `modules`.
  public var json: JSONValue {
    var object: JSONObject = [
      "result": .object(result), "tokens": .array(tokens.map(\.json)), "figures": .array(figures.map(\.json)),
      "checks": .array(checks.map(\.json)),
    ]
    if !modules.isEmpty { object["modules"] = .array(modules.map(\.json)) }
    return .object(object)
  }

  /// Reads the JSON form; every part of it may come from a third party.
  ///
  /// - Throws: `pluginFault` naming the member that is malformed.
  public init(json: JSONValue, tensors: [NamedTensor] = []) throws(ExplainerError) {
    let drawings: [JSONValue]
    do throws(JSONReadingError) {
      let reader = try JSONReader(json, "the explanation", nullIsAbsent: true)
      self.init(
        result: try reader.member("result", "an object", \.object),
        tokens: try reader.elements("tokens", Token.init(json:)),
        checks: try reader.elements("checks", Check.init(json:)), tensors: tensors,
        modules: try reader.elements("modules", ViewModule.init(json:)))
      var names: Set<String> = []
      for (index, check) in checks.enumerated() where !names.insert(check.name).inserted {
        throw JSONReadingError("two checks are called '\(check.name)'", at: ["checks", "\(index)", "name"])
      }
      drawings = try reader.array("figures")
      guard drawings.count <= Self.mostFigures else {
        throw JSONReadingError("there are more than \(Self.mostFigures) figures", at: ["figures"])
      }
      guard modules.count <= Self.mostModules else {
        throw JSONReadingError("there are more than \(Self.mostModules) modules", at: ["modules"])
      }
    } catch { throw error.inValue("explanation", code: .pluginFault) }
    for (index, drawing) in drawings.enumerated() {
      do { figures.append(try Figure(json: drawing)) } catch {
        var fault = error.located(in: "figures[\(index)]")
        fault.code = .pluginFault
        throw fault
      }
    }
    try checkNumbers()
  }
}

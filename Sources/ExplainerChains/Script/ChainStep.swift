import ExplainerHost
import JSON

/// One step of a script: an entry point, what it is given, and what becomes of the result.
struct ChainStep: Sendable {
  let id: String
  let path: [String]
  /// The entry point's name, as it was written.
  let entryPoint: String
  /// What the report calls it.
  var title: LocatedTemplate?
  var parameters: [ValueTemplate.Member] = []
  /// Another model than the chain's.
  var model: LocatedTemplate?
  /// Other texts than the chain's.
  var texts: [LocatedTemplate]?
  /// Whether the step is done at all.
  var condition: LocatedExpression?
  /// A list: the step is done once for each of its elements, which is `each`.
  var each: LocatedExpression?
  var outputs: [OutputTemplate] = []
  var errorChoice: ChainScript.ErrorChoice?
  var truncates = false
  var limits = Limits()
  /// Whether the report shows it.
  var isReported = true

  static let members = [
    "id", "run", "with", "title", "model", "text", "texts", "if", "each", "output", "outputs", "on_error",
    "truncate",
    "timeout", "memory", "report",
  ]
}

extension ChainStep {
  /// Reads a step; nil where it lacks what every step has.
  init?(_ node: ScriptNode) {
    guard node.isObject(with: Self.members, what: "a step") else { return nil }
    guard let run = node["run"] else {
      node.report(
        "the step does not say what to run", remedy: "add 'run: predictions', or another entry point")
      return nil
    }
    guard let entryPoint = run.string("'run'") else { return nil }
    let isLibrary = entryPoint.hasPrefix(".") || entryPoint.hasPrefix("/") || entryPoint.contains(".so")
    if isLibrary {
      run.report(
        "'\(entryPoint)' is a library's path; scripts name entry points",
        remedy:
          "'explainer install' makes a library's entry points known, 'explainer list-entry-points' names them"
      )
      return nil
    }
    let standard = entryPoint.split(separator: "/").last.map(String.init) ?? entryPoint
    guard let id = node["id"].map({ $0.name("a step") }) ?? standard else { return nil }
    self.init(id: id, path: node.path, entryPoint: entryPoint)
    title = node["title"]?.template("'title'")
    if let with = node["with"] {
      if with.value.object == nil { with.report("'with' is \(with.value.kindName), expected parameters") }
      parameters = with.members.map { .init(key: $0.name, value: $0.node.valueTemplate) }
    }
    model = node["model"]?.template("'model'")
    if let texts = node["texts"] ?? node["text"] {
      // Those that cannot be read have been said; how many there are is then no second fault.
      let read = texts.elements.map(Self.text)
      if !read.contains(where: { $0 == nil }) { self.texts = read.compactMap { $0 } }
    }
    condition = node["if"]?.expression("'if'")
    each = node["each"]?.expression("'each'")
    outputs =
      (node["outputs"]?.elements ?? []).compactMap(OutputTemplate.init)
      + (node["output"].flatMap(OutputTemplate.init).map { [$0] } ?? [])
    errorChoice = node["on_error"]?.choice("'on_error'")
    truncates = node["truncate"]?.flag("'truncate'") ?? false
    let seconds = node["timeout"].map { $0.number("'timeout'", from: 0) } ?? Limits.standardSeconds
    let memory = node["memory"]?.number("'memory' (in bytes)", from: Double(16 << 20))
    limits = Limits(seconds: seconds == 0 ? nil : seconds, memory: memory.map { Int($0) })
    isReported = node["report"]?.flag("'report'") ?? true
  }

  /// One of a step's own texts.
  private static func text(_ node: ScriptNode) -> LocatedTemplate? {
    if let text = node.value.string, TextItem.isLikelyFile(text, of: node.log.source) {
      node.report(
        "'\(text)' is the name of a file, or a text?",
        remedy:
          "a file's texts belong to the script, as 'texts: {file: \(text)}'; the text itself is ${'\(text)'}")
      return nil
    }
    return node.template("a text")
  }

  /// Every reference in it, with where it stands; those of `each` itself apart, which cannot speak of `each`.
  var references: [(reference: Reference, path: [String])] {
    let expressions = [condition].compactMap { $0 }.flatMap { one in
      one.expression.references.map { ($0, one.path) }
    }
    let templates = ([title, model].compactMap { $0 } + (texts ?? []) + outputs.map(\.template)).flatMap {
      one in
      one.template.references.map { ($0, one.path) }
    }
    return parameters.flatMap(\.value.references) + expressions + templates
  }
}

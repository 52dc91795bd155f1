import Files
import JSON

/// A file a step or a collection is written to.
struct OutputTemplate: Sendable, Hashable {
  let template: LocatedTemplate
  /// The form it is written in: by the ending of its name unless it is said.
  let format: ChainFormat

  init?(_ node: ScriptNode) {
    let path = node.value.object == nil ? node : node["path"]
    if node.value.object != nil {
      guard node.isObject(with: ["path", "format"], what: "an output") else { return nil }
    }
    guard let path else {
      node.report("the output has no 'path'")
      return nil
    }
    guard let template = path.template("an output") else { return nil }
    let chosen: ChainFormat?
    if let format = node["format"] {
      chosen = format.choice("'format'")
    } else {
      var ending = ""
      if case .text(let text)? = template.template.parts.last { ending = FileSystem.ending(of: text) }
      chosen = ChainFormat(ending: ending)
      if chosen == nil {
        path.report(
          "the output's name does not say its format",
          expected:
            "a name that ends in .\(ChainFormat.allCases.map(\.rawValue).joined(separator: ", .")), or 'format'"
        )
      }
    }
    guard let chosen else { return nil }
    self.template = template
    format = chosen
  }
}

import JSON

/// A script as its author wrote it, read but not yet checked against what there is to run.
public struct ChainScript: Sendable {
  /// What happens when a step fails.
  public enum ErrorChoice: String, Sendable, CaseIterable {
    /// The chain ends.
    case stop
    /// What needs the step is left out, and the chain goes on.
    case `continue`
  }

  /// A model by its name.
  struct ModelName: Sendable, Hashable {
    let name: String
    let path: [String]
  }

  /// A dimension of the grid: a name and its values.
  struct Dimension: Sendable, Hashable {
    let name: String
    let values: [JSONValue]
  }

  /// Its text.
  public let source: ScriptSource
  /// What the study is called; the script's name where it does not say.
  public var title: String
  /// What a reader should know beforehand.
  public var introduction = ""
  var models: [ModelName] = []
  var texts: [TextItem] = []
  /// Whether it says anything of texts, readable or not.
  var namesTexts = false
  /// The files the texts were read from.
  var textFiles: [String] = []
  var matrix: [Dimension] = []
  /// Points of the grid that are left out: those that agree with all members of one of these.
  var excluded: [JSONObject] = []
  var steps: [ChainStep] = []
  var collections: [Collection] = []
  var errorChoice: ErrorChoice = .stop
  var report: LocatedTemplate?
  /// Where the report goes in place of that.
  var reportPath: String?

  /// What a script may have; `schema` is for editors.
  static let members = [
    "schema", "title", "introduction", "model", "models", "text", "texts", "matrix", "exclude", "steps",
    "collect",
    "on_error", "report",
  ]

  /// The models it names anywhere, known beforehand.
  var modelNames: [ModelName] {
    models
      + steps.compactMap(\.model).compactMap { model in
        model.template.constant.map { ModelName(name: $0, path: model.path) }
      }
  }
}

import PluginRegistry

/// What the shells' scripts ask: `explainer __complete SHELL -- WORD…`, the last word being the one at the cursor.
enum CompletionRequest {
  static let word = "__complete"

  /// The answer; nothing where the question cannot be understood, since nobody reads messages while typing.
  static func answer(_ arguments: [String], _ installation: Installation) -> String {
    guard let shell = arguments.first.flatMap(CompletionShell.init(rawValue:)),
      arguments.dropFirst().first == "--"
    else {
      return CompletionAnswer().text
    }
    let words = CompletionWords(Array(arguments.dropFirst(2)), cutsAtEquals: shell == .bash)
    return Completer(installation).answer(to: words).text
  }
}

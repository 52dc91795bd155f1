import ArgumentParser

/// What may stand in the place of a value on the command line: names that this machine knows, and where none of them
/// fits what was typed, paths.
struct CompletedValue: Hashable {
  /// Names that are looked up when they are asked for.
  enum Source: String, CaseIterable {
    case models, cached, explainers, plugins, installed, sites
    case entryPoints = "entry-points"
  }

  /// Files and folders of the disk.
  enum Paths: Hashable {
    /// Files with one of these endings, all where there is none; folders lead to them.
    case files([String])
    case folders
  }

  var sources: [Source] = []
  /// Words that are always the same.
  var words: [String] = []
  var paths: Paths?

  /// A value that only its writer can know.
  static let anything = CompletedValue()

  static func words(_ words: [String]) -> CompletedValue { CompletedValue(words: words) }
  static func files(_ endings: String...) -> CompletedValue { CompletedValue(paths: .files(endings)) }
  static let folders = CompletedValue(paths: .folders)
  static let models = CompletedValue(sources: [.models], paths: .folders)
}

extension CompletedValue {
  /// The command that prints such values; the only form in which ArgumentParser's description of a command can carry
  /// what it does not know of.
  private static let command = "explainer __complete names"

  /// The form in which an option or an argument declares it.
  var kind: CompletionKind {
    if sources.isEmpty {
      switch paths {
      case .files(let endings): return .file(extensions: endings)
      case .folders: return .directory
      case nil: return words.isEmpty ? .default : .list(words)
      }
    }
    var line = [Self.command] + sources.map(\.rawValue)
    switch paths {
    case .files(let endings): line += ["files"] + endings
    case .folders: line.append("folders")
    case nil: break
    }
    return .shellCommand(line.joined(separator: " "))
  }

  /// Reads the command's line; nil where it is another one.
  init?(command: String) {
    guard command.hasPrefix("\(Self.command) ") else { return nil }
    self.init(arguments: command.dropFirst(Self.command.count).split(separator: " ").map(String.init))
  }

  /// Reads `SOURCE… [files ENDING…|folders]`; unknown words are passed over.
  init(arguments: [String]) {
    sources = arguments.prefix { $0 != "files" && $0 != "folders" }.compactMap(Source.init)
    guard let place = arguments.firstIndex(where: { $0 == "files" || $0 == "folders" }) else { return }
    paths = arguments[place] == "folders" ? .folders : .files(Array(arguments[(place + 1)...]))
  }
}

extension CompletionKind {
  /// Names this machine knows, else files with these endings.
  static func names(_ sources: CompletedValue.Source..., files endings: [String]? = nil) -> CompletionKind {
    CompletedValue(sources: sources, paths: endings.map { .files($0) }).kind
  }

  /// A model: by name, or its folder.
  static var models: CompletionKind { CompletedValue.models.kind }
}

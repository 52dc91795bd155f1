/// What may stand in the place of a value on the command line: names that this machine knows, and where none of them
/// fits what was typed, paths.
struct CompletedValue: Hashable, Sendable {
  /// Names that are looked up when they are asked for.
  enum Source {
    case models, cached, explainers, entryPoints, installed, sites
  }

  /// Files and folders of the disk.
  enum Paths: Hashable, Sendable {
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

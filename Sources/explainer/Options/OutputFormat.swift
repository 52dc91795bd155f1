import Checkpoints
import Diagnostics
import Files

/// In which form an explanation is written.
enum OutputFormat: String, CaseIterable {
  case terminal, json, jsonl, html, svg

  /// The format asked for; without `option` by the ending of `output`: none, and `.txt`, are for the terminal's text.
  ///
  /// - Throws: `badParameter` with the known formats, or with the known endings and what else makes such a file.
  init(option: String?, output: String?) throws(ExplainerError) {
    guard let option else {
      self = try output.map { path throws(ExplainerError) in try OutputFormat(ending: path) } ?? .terminal
      return
    }
    guard let format = OutputFormat(rawValue: option) else {
      let known = Self.allCases.map(\.rawValue)
      throw ExplainerError(
        .badParameter, "there is no format '\(option)'", expected: "one of \(known.joined(separator: ", "))",
        remedy: Suggestion.nearest(to: option, among: known).map { "did you mean '\($0)'?" })
    }
    self = format
  }
}

extension OutputFormat {
  /// The endings of files, and what is written into them.
  private static let endings: [(ending: String, format: OutputFormat)] =
    [("txt", .terminal)] + [json, jsonl, html].map { ($0.rawValue, $0) } + [("htm", .html), ("svg", .svg)]

  /// The format that the ending of `path` asks for.
  fileprivate init(ending path: String) throws(ExplainerError) {
    let ending = FileSystem.ending(of: path)
    if ending.isEmpty {
      self = .terminal
      return
    }
    guard let known = Self.endings.first(where: { $0.ending == ending }) else {
      throw ExplainerError(
        .badParameter, "--output cannot be '\(path)': nothing is written as .\(ending)",
        expected:
          "a name that ends in \(Self.endings.map { ".\($0.ending)" }.joined(separator: ", ")), or in nothing",
        remedy: Self.remedy(ending, path))
    }
    self = known.format
  }

  private static func remedy(_ ending: String, _ path: String) -> String {
    let otherwise = "--format FORMAT writes under any name"
    if TensorWriter.endings.contains(".\(ending)") { return "tensors are written by --tensors '\(path)'" }
    switch ending {
    case "png", "tsv": return "a page (.html) saves its figures as \(ending.uppercased()); \(otherwise)"
    case "pdf", "jpg", "jpeg", "gif", "webp", "eps":
      return "a drawing (.svg) can be made into one; \(otherwise)"
    case "csv", "xlsx", "parquet": return "a chain collects results into .csv (Docs/chains.md); \(otherwise)"
    case "md", "markdown": return "the terminal's text is .txt; \(otherwise)"
    default:
      let near =
        Suggestion.nearest(to: ending, among: endings.map(\.ending)).map { "did you mean .\($0)? " } ?? ""
      return near + otherwise
    }
  }
}

/// Whether the terminal gets colour.
enum ColourChoice: String, CaseIterable {
  case auto, always, never

  /// The choice made, or `auto`.
  ///
  /// - Throws: `badParameter` with the known choices.
  init(option: String?) throws(ExplainerError) {
    guard let option else {
      self = .auto
      return
    }
    guard let choice = ColourChoice(rawValue: option) else {
      throw ExplainerError(
        .badParameter, "--colour cannot be '\(option)'",
        expected: "one of \(Self.allCases.map(\.rawValue).joined(separator: ", "))",
        remedy: Suggestion.nearest(to: option, among: Self.allCases.map(\.rawValue)).map {
          "did you mean '\($0)'?"
        })
    }
    self = choice
  }

  /// The environment that says the same.
  func applied(to environment: [String: String]) -> [String: String] {
    var environment = environment
    switch self {
    case .auto: break
    case .never: environment["NO_COLOR"] = "1"
    case .always:
      environment["NO_COLOR"] = nil
      environment["CLICOLOR_FORCE"] = "1"
    }
    return environment
  }
}

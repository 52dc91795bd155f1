import Checkpoints
import Diagnostics
import Files

/// In which form an explanation is written.
enum OutputFormat: String, CaseIterable {
  case terminal, json, jsonl, html, svg

  /// The format that was chosen, else by the ending of `output`: none, and `.txt`, are for the terminal's text.
  ///
  /// - Throws: `badParameter` with the known endings and what else makes such a file.
  init(_ choice: OutputFormat?, output: String?) throws(ExplainerError) {
    if let choice {
      self = choice
    } else if let output {
      self = try OutputFormat(ending: output)
    } else {
      self = .terminal
    }
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

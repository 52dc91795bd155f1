import Diagnostics
import ExplainerCore
import ExplainerHost
import ExplainerViews
import Files
import Glibc
import JSON
import Sandbox

/// Writes an explanation in the form and to the place that were asked for.
struct ExplanationOutput {
  private let options: RunOptions
  private let path: String?

  /// Checks, before anything runs, that the files can be written.
  ///
  /// - Throws: `inputOutput` for a folder that is missing or may not be written to.
  init(_ options: RunOptions) throws(ExplainerError) {
    self.options = options
    path = options.output ?? (options.opens ? Self.temporaryPage(options.format) : nil)
    for path in [path, options.tensorFile].compactMap({ $0 }) { try OutputFile.check(path) }
  }

  /// Renders `document` and writes it; tensors first, since the document names their file, and nothing before all is
  /// drawn, which may take longer than it may.
  func deliver(_ document: ExplanationDocument, environment: [String: String]) throws(ExplainerError) {
    let text = DrawingTime.within(options.limits.seconds) { render(document, environment: environment) }
    if let file = options.tensorFile { try TensorFile.write(document, to: file) }
    guard let path else {
      switch options.format {
      case .json, .jsonl: StandardOutput.writeJSON(Array(text.utf8))
      default: StandardOutput.write(Array(text.utf8))
      }
      return
    }
    try OutputFile.write(Array(text.utf8), to: path)
    if options.opens { Browser.open(path) }
  }

  private func render(_ document: ExplanationDocument, environment: [String: String]) -> String {
    switch options.format {
    case .json, .jsonl:
      document.json(tensorFile: options.tensorFile).text(pretty: options.format == .json) + "\n"
    default: options.format.render(document, style: style(environment))
    }
  }

  private func style(_ environment: [String: String]) -> TerminalStyle {
    .detect(
      environment: options.colour.applied(to: environment),
      isTerminal: path == nil && StandardOutput.isTerminal,
      columns: StandardOutput.columns)
  }

  private static func temporaryPage(_ format: OutputFormat) -> String {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    return "\(folder)/explainer-\(getpid()).\(format.rawValue)"
  }
}

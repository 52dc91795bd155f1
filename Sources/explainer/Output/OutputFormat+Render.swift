import ExplainerCore
import ExplainerViews
import JSON

extension OutputFormat {
  /// `document` in this form; JSON without the tensors' file.
  func render(_ document: ExplanationDocument, style: @autoclosure () -> TerminalStyle) -> String {
    switch self {
    case .json: document.json().text(pretty: true) + "\n"
    case .jsonl: document.json().text() + "\n"
    case .html: HTMLRenderer().render(document)
    case .svg: SVGRenderer().render(document)
    case .terminal: TerminalRenderer(style: style()).render(document)
    }
  }
}

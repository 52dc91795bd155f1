@testable import ExplainerCore
import ExplainerViews
import JSON

extension FuzzTarget {
  /// What a plugin answers: read, then drawn in every way there is.
  static let explanation = FuzzTarget("explanation", largest: 8192) { bytes in
    guard let json = try? JSONValue(parsing: bytes), let explanation = try? Explanation(json: json) else {
      return
    }
    let document = ExplanationDocument(
      entryPoint: "e/p", plugin: Program.predictions.plugin.provenance, model: Program.model.info,
      texts: ["a"],
      parameters: [:], explanation: explanation)
    _ = document.json().utf8()
    for colour in TerminalStyle.Colour.allCases {
      for width in [20, 80] {
        let style = TerminalStyle(width: width, colour: colour, ground: .dark, showsDetails: true)
        let drawn = TerminalRenderer(style: style).render(document)
        promise(colour != .none || !drawn.utf8.contains(0x1B), "without colours there is no escape")
      }
    }
    _ = SVGRenderer().render(document)
    let page = HTMLRenderer().render(document)
    promise(page.hasSuffix("</html>\n") || page.contains("</html>"), "a page ends")
    for figure in explanation.figures {
      guard let again = try? Figure(json: figure.json) else { continue }
      promise(again == figure, "a figure is written as it was read")
    }
  }
}

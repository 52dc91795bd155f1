import ExplainerCore
import Testing

@testable import ExplainerViews

/// What is drawn as XML is well-formed, whatever the text.
struct MarkupTests {
  @Test(arguments: [
    ("a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;"),
    ("\u{0}\u{1B}\u{FFFE}\u{85}", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"), ("東京\n", "東京\n"),
  ])
  func escape(_ text: String, _ escaped: String) { #expect(Markup.escape(text) == escaped) }

  @Test(arguments: SampleFigures.all) func figures(_ figure: Figure) {
    #expect(WellFormed.problem(in: SVGRenderer().render(figure)) == nil)
  }

  @Test func document() {
    #expect(WellFormed.problem(in: SVGRenderer().render(SampleFigures.document())) == nil)
  }

  /// The checker itself finds what is wrong.
  @Test(arguments: [
    "<a>", "<a></b>", "<a b=c/>", "<a>&</a>", "<a b=\"<\"/>", "<a/><b/>", "x", "<a>\u{1}</a>",
  ])
  func checker(_ text: String) { #expect(WellFormed.problem(in: text) != nil) }

  /// PNG: checksums as published, the whole of a small file as other programs write it.
  @Test func png() {
    let image = PNGImage(
      width: 2, height: 1, pixels: [0, 1], palette: [RGB(hex: 0xFFFFFF), RGB(hex: 0xFF0000)])
    #expect(image.dataURL.hasPrefix("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAMAAAD"))
    // The end chunk with its checksum is the same in every PNG.
    #expect(Array(image.bytes.suffix(12)) == [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82])
  }
}

import ExplainerCore
import JSON
import Testing

@testable import ExplainerViews

/// Whatever figures plugins send, drawing them never traps and never lets a token steer anything.
struct FuzzTests {
  /// Every renderer draws every figure; terminal lines fit; without colour there is no escape at all, with colour
  /// nothing but our own; SVG is well-formed.
  @Test(arguments: 0..<60) func figures(_ seed: Int) {
    var random = FigureGenerator(seed: UInt64(seed))
    let figure = random.figure()
    for colour in TerminalStyle.Colour.allCases {
      for width in [20, 37, 80, 200] {
        let style = TerminalStyle(
          width: width, colour: colour, ground: TerminalStyle.Ground.allCases[seed % 3])
        for line in TerminalRenderer(style: style).render(figure).split(
          separator: "\n", omittingEmptySubsequences: false)
        {
          let bare = Self.withoutColours(line)
          #expect(colour != .none || bare == String(line))
          #expect(DisplayWidth.of(bare) <= width, "\(bare)")
          #expect(!bare.unicodeScalars.contains { $0.properties.generalCategory == .control }, "\(bare)")
        }
      }
    }
    #expect(WellFormed.problem(in: SVGRenderer().render(figure)) == nil)
    let page = HTMLRenderer().render(SampleFigures.document([figure], text: random.text()))
    #expect(page.components(of: "</script>") == 4)
  }

  /// Figures that are not well-formed are refused in words by every renderer.
  @Test(arguments: 0..<30) func ragged(_ seed: Int) {
    var random = FigureGenerator(seed: UInt64(seed), isRagged: true)
    let figure = random.figure()
    #expect(!TerminalRenderer(style: TerminalStyle()).render(figure).isEmpty)
    #expect(WellFormed.problem(in: SVGRenderer().render(figure)) == nil)
    #expect(HTMLRenderer().render(SampleFigures.document([figure])).contains("<section"))
  }

  /// A figure that crossed the plugin boundary is drawn like the one that was sent.
  @Test(arguments: 0..<30) func crossing(_ seed: Int) throws {
    var random = FigureGenerator(seed: UInt64(seed))
    random.isFinite = true
    let figure = random.figure()
    let read = try Figure(json: JSONValue(parsing: figure.json.text()))
    let style = TerminalStyle(width: 100)
    #expect(TerminalRenderer(style: style).render(read) == TerminalRenderer(style: style).render(figure))
  }

  private static func withoutColours(_ line: Substring) -> String {
    var text = ""
    var rest = line.unicodeScalars[...]
    while let next = rest.first {
      rest = rest.dropFirst()
      guard next == "\u{1B}", rest.first == "[" else {
        text.unicodeScalars.append(next)
        continue
      }
      let codes = rest.dropFirst().prefix { "0123456789;".unicodeScalars.contains($0) }
      let end = rest.dropFirst(1 + codes.count)
      guard end.first == "m" else {
        text.unicodeScalars.append(next)
        continue
      }
      rest = end.dropFirst()
    }
    return text
  }
}

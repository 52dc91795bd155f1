import ExplainerCore
import Testing

@testable import ExplainerViews

/// Text painted by kinds: hue for those who see it, numbers for those who do not.
struct KindStripTests {
  private func figure(
    _ tokens: [String], gaps: [String]? = nil, weights: [Double?], kinds: [Int?]
  ) -> Figure {
    Figure(
      title: "t",
      content: .tokens(
        TokensFigure(
          tokens: tokens.map { Label($0, isToken: true) }, gaps: gaps,
          series: [.init(name: "q", weights: weights, kinds: kinds)],
          scale: ColourScale(.magnitude, domain: 0...1, quantity: "q"), style: .percent)))
  }

  private func plain(_ figure: Figure, width: Int = 80) -> [String] {
    TerminalRenderer(style: TerminalStyle(width: width)).render(figure).split(separator: "\n").map(
      String.init)
  }

  /// Without colour the number of a kind stands behind a word, raised or lowered by its strength, once for all pieces
  /// of the word that say the same.
  @Test func marks() {
    let lines = plain(
      figure(
        ["end", "owed", "qual", "ities", "of"], gaps: ["", "", " ", "", " "],
        weights: [0.9, 0.7, 0.8, 0.4, 0.1],
        kinds: [1, 1, 1, 11, 2]))
    #expect(lines[1] == "0 endowed² qual²ities₁₂ of")
    #expect(lines.last == "q: raised numbers (¹) from 67% on, lowered ones (₁) from 33% on, none below")
  }

  /// With colour the numbers are printed only where hues repeat; the legend says so.
  @Test(arguments: [(15, false), (16, true)]) func repeats(_ kind: Int, _ areNumbered: Bool) {
    let figure = figure(["a", "b"], gaps: ["", " "], weights: [1, 1], kinds: [0, kind])
    let text = TerminalRenderer(style: TerminalStyle(colour: .trueColour, ground: .dark)).render(figure)
    #expect(text.contains("¹⁷") == areNumbered)
    #expect(text.contains("hues repeat after 16") == areNumbered)
    #expect(SVGRenderer().render(figure).contains("¹⁷") == areNumbered)
  }

  /// A token without a kind, or without a weight, stays bare.
  @Test func bare() {
    let figure = TokensFigure(
      tokens: [Label("a"), Label("b"), Label("c")],
      series: [.init(name: "", weights: [1, nil, 1], kinds: [nil, 2, 2])],
      scale: ColourScale(.magnitude, domain: 0...1, quantity: ""))
    let mapping = ScaleMapping(figure.scale, values: figure.allWeights)
    let swatches = figure.tokens.indices.map { figure.swatch($0, in: figure.series[0], mapping) }
    #expect(swatches == [nil, nil, .strength(kind: 2, 12)])
  }

  /// Lines are broken between words: no word that fits on a line is torn apart, at any width, and none is lost.
  @Test(arguments: [20, 24, 33, 57, 80]) func wholeWords(_ width: Int) {
    let words = ["un|econ|omical", "absurd|ity", "a", "contin|ua|tion", "of", "spec|ies", "in|grat|itude"]
    let pieces = words.flatMap { word in
      word.split(separator: "|").enumerated().map { (String($1), $0 == 0 ? " " : "") }
    }
    let count = pieces.count
    let figure = figure(
      pieces.map(\.0), gaps: pieces.map(\.1), weights: .init(repeating: 0, count: count),
      kinds: .init(repeating: 0, count: count))
    let text = plain(figure, width: width).dropFirst().joined(separator: "\n")
    for word in words { #expect(text.contains(word.replacing("|", with: "")), "\(text)") }
  }

  /// Line ends of the text end lines, empty lines stay, and dropped characters are shown.
  @Test func gaps() {
    let figure = figure(
      ["one", "two", "three", "four"], gaps: ["", "\n", " \n\n\n ", " \u{200B} "], weights: [0, 0, 0, 0],
      kinds: [0, 0, 0, 0])
    let text = TerminalRenderer(style: TerminalStyle(width: 40)).render(figure)
    #expect(text.hasPrefix("t\n0 one\n1 two\n\n2 three ⟨200b⟩ four\n"), "\(text)")
  }

  /// The page has a class for every strength of the kinds in use, and for no other.
  @Test func classes() {
    let style = PageColours.style(for: [figure(["a"], weights: [1], kinds: [19])])
    for step in 0...12 { #expect(style.contains(".k3s\(step){background:light-dark(")) }
    #expect(!style.contains(".k0s"))
    #expect(!style.contains(".m1{"))
  }
}

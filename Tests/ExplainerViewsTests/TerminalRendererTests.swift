import ExplainerCore
import JSON
import Testing

@testable import ExplainerViews

/// How figures are fitted into a terminal.
struct TerminalRendererTests {
  private func plain(_ figure: Figure, width: Int) -> String {
    TerminalRenderer(style: TerminalStyle(width: width)).render(figure)
  }

  /// Ranks that do not fit are cut from the right, and a line says which.
  @Test func cutsRanks() throws {
    let columns = (1...10).map { Label("\($0)") }
    let figure = Figure(
      title: "t",
      content: .matrix(
        MatrixFigure(
          rowTitle: "layer", rows: [Label("0")], columnTitle: "rank", columns: columns,
          values: [columns.map { _ in 0.5 }],
          cells: [columns.map { Label(" word\($0.text)", isToken: true) }],
          style: .percent, scale: ColourScale(.magnitude, quantity: "p"))))
    let text = plain(figure, width: 60)
    #expect(text.contains("left out, from rank 5 on"))
    #expect(text.contains("·word4"))
    #expect(!text.contains("·word5"))
  }

  /// Columns that are not in order of importance are folded below each other: nothing is lost.
  @Test func foldsPositions() {
    let columns = (0..<20).map { Label("\($0)") }
    let figure = Figure(
      title: "t",
      content: .matrix(
        MatrixFigure(
          rowTitle: "layer", rows: [Label("0"), Label("1")], columnTitle: "head", columns: columns,
          values: [columns.indices.map { Double($0) + 0.25 }, columns.indices.map { -Double($0) }],
          style: .decimal(2),
          scale: ColourScale(.sign, quantity: "logits"))))
    let text = plain(figure, width: 60)
    for value in 0..<20 { #expect(text.contains("\(value).25")) }
  }

  /// A matrix too large for numbers says its size and names its strongest cells.
  @Test func overview() {
    let values = (0..<60).map { row in (0..<90).map { Double?.some($0 == 7 && row == 3 ? 0.9 : 0.1) } }
    let figure = Figure(
      title: "t",
      content: .matrix(
        MatrixFigure(
          rowTitle: "from", rows: (0..<60).map { Label("\($0)") }, columnTitle: "to",
          columns: (0..<90).map { Label("\($0)") },
          values: values, style: .percent, scale: ColourScale(.magnitude, quantity: "attention"))))
    let text = plain(figure, width: 60)
    #expect(text.contains("60 rows × 90 columns"))
    #expect(text.contains("90%  from 3 · to 7"))
  }

  /// The least important columns of a table go first, of equal ones the right one, and are named.
  @Test func dropsColumns() {
    let figure = Figure(
      title: "t",
      content: .table(
        TableFigure(
          columns: [
            .init("aaaaaaaaaa", importance: 2), .init("bbbbbbbbbb", importance: 1),
            .init("cccccccccc", importance: 1),
          ],
          rows: [[.empty, .empty, .empty]])))
    func words(_ width: Int) -> String { plain(figure, width: width).replacing("\n", with: " ") }
    #expect(words(24).contains("left out for want of width: cccccccccc"))
    #expect(words(21).contains("left out for want of width: bbbbbbbbbb, cccccccccc"))
    #expect(!words(40).contains("left out"))
  }

  /// Marks are brackets, with and without colours.
  @Test(arguments: TerminalStyle.Colour.allCases) func marks(_ colour: TerminalStyle.Colour) {
    let text = TerminalRenderer(style: TerminalStyle(colour: colour)).render(SampleFigures.lens)
    #expect(text.contains("["))
    #expect(text.contains("the token predicted in the end"))
  }

  /// Details are printed on request only.
  @Test func details() {
    #expect(!plain(SampleFigures.lens, width: 80).contains("opinion"))
    #expect(
      TerminalRenderer(style: TerminalStyle(showsDetails: true)).render(SampleFigures.lens).contains(
        "opinion"))
  }

  /// Sparklines take what is left of the line, from 8 columns up to 60, before columns are left out.
  @Test(arguments: [(27, 9), (30, 12), (32, 8), (34, 10), (64, 40), (200, 60)]) func sparklineWidth(
    _ width: Int, _ columns: Int
  ) {
    let figure = Figure(
      title: "t",
      content: .table(
        TableFigure(
          columns: [.init("factor, by share", importance: 3), .init("s", importance: 2), .init("abcd")],
          rows: [[.label(Label("1")), .series((0..<90).map { Double($0) }, .integer), .label(Label("x"))]])))
    let row = plain(figure, width: width).split(separator: "\n")[2]
    #expect(row.count { "▁▂▃▄▅▆▇█".contains($0) } == columns, "\(row)")
    #expect(row.hasSuffix("x") == (width > 31))
  }

  /// Of a list of tokens as many are shown as fit, and `…` where there are more.
  @Test(arguments: [20: "alpha  beta  …", 23: "alpha  beta  gamma", 60: "alpha  beta  gamma"])
  func tokenLists(_ width: Int, _ shown: String) {
    let figure = Figure(
      title: "t",
      content: .table(
        TableFigure(
          columns: [.init("n"), .init("top")],
          rows: [
            [.label(Label("1")), .tokens(["alpha", "beta", "gamma"].map { Label($0, isToken: true) })],
            [.label(Label("22")), .empty],
          ])))
    #expect(plain(figure, width: width).split(separator: "\n")[2] == "1   \(shown)")
  }

  /// A view is drawn as its figures, under its own title; an untitled figure has no empty line for one.
  @Test func views() {
    let part = Figure(title: "", content: .text("part"))
    let figure = Figure(
      title: "view", caption: "c",
      content: .view(ViewFigure(module: "m", data: .null, fallback: [part, part])))
    #expect(plain(figure, width: 40) == "view\npart\n\npart\nc\n")
  }
}

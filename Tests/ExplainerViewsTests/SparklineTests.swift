import ExplainerCore
import Testing

@testable import ExplainerViews

/// Sparklines lose no peak and say what they show.
struct SparklineTests {
  /// However few places there are, the greatest value is at its place and at full height.
  @Test(arguments: [1, 2, 7, 8, 60, 240, 500], [0, 1, 180, 361, 362]) func peaks(_ limit: Int, _ peak: Int) {
    let values = (0..<363).map { Double?.some($0 == peak ? 5 : Double($0 % 3)) }
    let line = Sparkline(values, lower: 0, upper: 5, limit: limit)
    #expect(line.parts.count == min(limit, 363))
    #expect(
      line.parts.firstIndex(of: 1)
        == (0..<line.parts.count).first { (($0 + 1) * 363 / line.parts.count) > peak })
    #expect(line.blocks.count { $0 == "█" } == 1)
  }

  /// Zero is the lowest block, nothing is a space, and a value that is a little is above zero's block.
  @Test func blocks() {
    let line = Sparkline([0, nil, 0.2, 0.5, 1], lower: 0, upper: 1, limit: 60)
    #expect(String(line.blocks) == "▁ ▂▅█")
  }

  /// Wild numbers are cut off at the ends.
  @Test func wild() {
    let values: [Double?] = [
      .nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
    ]
    let line = Sparkline(values, lower: -.greatestFiniteMagnitude, upper: .greatestFiniteMagnitude, limit: 60)
    #expect(line.parts == [nil, 1, 0, 1, 0])
    #expect(Sparkline([], lower: 0, upper: 1, limit: 8).path(width: 10, height: 10).isEmpty)
  }

  /// Columns that share a scale can be compared by height; others fill theirs, and a note says which.
  @Test func scales() {
    func table(_ shares: Bool) -> TableFigure {
      TableFigure(
        columns: [.init("layers", placeTitle: "layer", firstPlace: 3, sharesScale: shares)],
        rows: [[.series([0, 2], .decimal(1))], [.series([4, 1], .decimal(1))]])
    }
    #expect(table(true).sparkline(row: 0, column: 0)?.parts == [0, 0.5])
    #expect(table(false).sparkline(row: 0, column: 0)?.parts == [0, 1])
    #expect(table(true).seriesNotes([0]) == ["layers: layer 3–4, all up to 4.0"])
    #expect(table(false).seriesNotes([0]) == ["layers: layer 3–4, each up to its own greatest value"])
  }

  /// What many rows share is looked for once: 20,000 rows are drawn in every form without each asking all the others.
  @Test func manyRows() {
    let rows = (0..<20_000).map { row -> [TableFigure.Cell] in
      [.number(Double(row), .decimal(0)), .series([Double(row), 1], .decimal(0))]
    }
    let table = TableFigure(columns: [.init("n"), .init("s", sharesScale: true)], rows: rows)
    #expect(table.sharedEnds[1].map { [$0.lower, $0.upper] } == [0, 19_999])
    let document = Figure(title: "t", content: .table(table))
    let text = TerminalRenderer(style: TerminalStyle(width: 80)).render(document)
    #expect(text.split(separator: "\n").count > 20_000)
    #expect(SVGRenderer().render(document).utf8.count > 20_000)
  }

  /// A sparkline below zero starts at its least value.
  @Test func negative() {
    let table = TableFigure(columns: [.init("a")], rows: [[.series([-2, 0, 2], .decimal(0))]])
    #expect(table.sparkline(row: 0, column: 0)?.parts == [0, 0.5, 1])
  }

  /// In words: where the peak is, in the column's own counting.
  @Test func words() {
    let table = TableFigure(
      columns: [.init("layers", placeTitle: "layer", firstPlace: 3)],
      rows: [[.series([0.25, nil, 0.5], .percent)], [.series([nil], .percent)], [.empty]])
    #expect(table.seriesWords(row: 0, column: 0) == "layers: most 50% at layer 5, of 3 values")
    #expect(table.seriesWords(row: 1, column: 0) == "layers: no values")
    #expect(table.seriesWords(row: 2, column: 0) == "")
  }
}

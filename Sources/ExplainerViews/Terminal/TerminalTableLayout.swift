import ExplainerCore

/// How a table is fitted into a terminal: which columns stay and how wide they are.
struct TerminalTableLayout {
  /// The columns that stay, in order.
  private(set) var kept: [Int]
  /// The widths of all columns.
  private(set) var widths: [Int]
  /// Columns at the left for the swatches of rows.
  let margin: Int
  /// Whether each column holds numbers and nothing else.
  let isNumeric: [Bool]
  /// What the sparklines of columns with one scale share.
  let sharedEnds: [Int: TableFigure.Ends]

  /// The widest words, lists of tokens and sparklines.
  private static let cap = (words: 48, tokens: 60, series: 60)
  /// What lists of tokens and sparklines are narrowed to before a column is left out.
  private static let floor = (tokens: 16, series: 8)

  /// The layout of `figure` in `width` columns; the figure has passed `validate` and has columns.
  init(_ figure: TableFigure, width: Int, showsHues: Bool) {
    let hasHues = showsHues && figure.rows.indices.contains { figure.hue(ofRow: $0) != nil }
    margin = hasHues ? 2 : 0
    isNumeric = figure.columns.indices.map(figure.isNumeric)
    sharedEnds = figure.sharedEnds
    let room = width - margin
    let ranges = figure.columns.indices.map { Self.range(figure, $0) }
    widths = ranges.map(\.lowerBound)
    kept = Array(figure.columns.indices)
    // Least important first; of equals the one furthest right.
    let order = kept.sorted { (figure.columns[$0].importance, -$0) < (figure.columns[$1].importance, -$1) }
    var total = Self.total(kept, widths)
    var dropped: Set<Int> = []
    for column in order where total > room && dropped.count + 1 < order.count {
      dropped.insert(column)
      total -= widths[column] + 2
    }
    kept.removeAll(where: dropped.contains)
    if let only = kept.first, kept.count == 1 { widths[only] = min(widths[only], room) }
    widen(to: ranges, room: room)
  }

  private static func total(_ kept: [Int], _ widths: [Int]) -> Int {
    kept.reduce(0) { $0 + widths[$1] } + 2 * max(0, kept.count - 1)
  }

  /// Shares what is left of the line among the columns that could use it, by what they lack.
  private mutating func widen(to ranges: [ClosedRange<Int>], room: Int) {
    let lacking = kept.map { ranges[$0].upperBound - widths[$0] }
    let left = room - Self.total(kept, widths)
    let wanted = lacking.reduce(0, +)
    guard left > 0, wanted > 0 else { return }
    for (index, column) in kept.enumerated() {
      widths[column] += min(lacking[index], lacking[index] * left / wanted)
    }
  }

  /// The least and the greatest useful width of a column.
  private static func range(_ figure: TableFigure, _ column: Int) -> ClosedRange<Int> {
    let title = min(cap.words, VisibleText(figure.columns[column].title).width)
    var (least, most) = (title, title)
    for row in figure.rows {
      switch row[column] {
      case .label(let label):
        let width = min(cap.words, VisibleText(label).width)
        (least, most) = (max(least, width), max(most, width))
      case .number(let value, let style):
        let width = min(cap.words, DisplayWidth.of(style.text(value)))
        (least, most) = (max(least, width), max(most, width))
      case .tokens(let tokens):
        let width = tokens.reduce(-2) { $0 + VisibleText($1).width + 2 }
        (least, most) = (max(least, min(floor.tokens, width)), max(most, min(cap.tokens, width)))
      case .series(let values, _):
        (least, most) = (
          max(least, min(floor.series, values.count)), max(most, min(cap.series, values.count))
        )
      case .empty: break
      }
    }
    return least...max(least, most)
  }
}

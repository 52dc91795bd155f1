import ExplainerCore

/// How a matrix is fitted into a terminal: widths of columns, and how many of them stand side by side.
struct TerminalMatrixLayout {
  /// The parts of a column's width.
  struct Column {
    /// Columns for the words.
    var word: Int
    /// Columns for everything, with a place for a mark on either side.
    var total: Int
  }

  /// Columns for the row labels.
  let header: Int
  /// Whether row labels are bare numbers, which are aligned right.
  let rowsAreNumbers: Bool
  /// The widths, one per column.
  let widths: [Column]
  /// The columns drawn side by side, block below block.
  let blocks: [Range<Int>]
  /// How many columns are drawn at all.
  let shown: Int
  /// Whether there are too many cells to print their numbers.
  let needsOverview: Bool
  /// The cells to mark.
  let marked: Set<MatrixFigure.Cell>

  /// The layout of `figure` in `width` columns; the figure has passed `validate`.
  init(_ figure: MatrixFigure, width: Int) {
    let labels = figure.rows.map { VisibleText($0).width } + [VisibleText(figure.rowTitle).width]
    header = min(labels.max() ?? 0, max(4, min(24, width / 3)))
    rowsAreNumbers = figure.rows.allSatisfy { !$0.isToken && Int($0.text) != nil }
    marked = Set(figure.marked)
    let room = width - header - 1
    // Far too many for numbers in any terminal: not worth measuring them.
    if figure.cells == nil, figure.rows.count * figure.columns.count > 20_000 {
      (widths, blocks, shown, needsOverview) = ([], [], 0, true)
      return
    }
    var widths: [Column] = []
    for cap in [18, 14, 11, 8] {
      widths = Self.widths(figure, wordCap: cap)
      if widths.reduce(0, { $0 + $1.total }) <= room { break }
    }
    for index in widths.indices where widths[index].total > room {
      widths[index].word -= min(widths[index].word, widths[index].total - room)
      widths[index].total = max(3, room)
    }
    self.widths = widths
    let all = Self.blocks(widths, room: room)
    // Columns with words are in order of importance (ranks): the first ones are the answer. Others are folded.
    blocks = figure.cells == nil ? all : Array(all.prefix(1))
    shown = blocks.last?.upperBound ?? 0
    needsOverview =
      figure.cells == nil && all.count > 1 && (all.count > 4 || all.count * figure.rows.count > 100)
  }

  private static func widths(_ figure: MatrixFigure, wordCap: Int) -> [Column] {
    figure.columns.indices.map { column in
      var number = 0
      var word = 0
      for row in figure.rows.indices {
        if let value = figure.values[row][column] {
          number = max(number, DisplayWidth.of(figure.style.text(value)))
        }
        if let cells = figure.cells { word = max(word, min(wordCap, VisibleText(cells[row][column]).width)) }
      }
      let heading = min(wordCap, VisibleText(figure.columns[column]).width)
      let inside = max(figure.cells == nil ? number : word + 1 + number, heading)
      return Column(word: max(word, inside - number - 1), total: inside + 2)
    }
  }

  private static func blocks(_ widths: [Column], room: Int) -> [Range<Int>] {
    var blocks: [Range<Int>] = []
    var start = 0
    var used = 0
    for (index, column) in widths.enumerated() {
      if used + column.total > room, index > start {
        blocks.append(start..<index)
        (start, used) = (index, 0)
      }
      used += column.total
    }
    if start < widths.count { blocks.append(start..<widths.count) }
    return blocks
  }
}

import ExplainerCore

/// Where the cells of a matrix stand in a drawing.
struct SVGMatrixLayout {
  /// Longest label on an axis, in characters.
  static let labelCap = 16

  /// Where the first column starts: after the row labels.
  let left: Double
  /// Height of the column labels.
  let headingHeight: Double
  /// Height of a row.
  let cellHeight: Double
  /// Space between cells.
  let gap: Double
  /// Where columns start.
  let starts: [Double]
  /// How wide columns are, gap included.
  let widths: [Double]
  /// Characters for the words of a cell, one per column.
  let words: [Int]
  /// Whether numbers are printed in the cells.
  let printsNumbers: Bool
  /// Whether column labels stand upright.
  let isRotated: Bool
  /// Every how many-th row and column is labelled.
  let rowStep: Int, columnStep: Int

  /// The layout of `figure`, which has passed `validate`.
  init(_ figure: MatrixFigure) {
    func length(_ label: Label) -> Double {
      TextMetrics.width(
        VisibleText(label).truncated(to: Self.labelCap).text, .mono, size: label.isToken ? 13 : 11)
    }
    let headings = figure.columns.map(length)
    let tallest = headings.max() ?? 0
    var wordCaps: [Int] = []
    let natural = figure.columns.indices.map { column -> Double in
      let numbers = figure.values.map { $0[column].map(figure.style.text) ?? "" }
      let number = numbers.map { TextMetrics.width($0, .mono, size: 11) }.max() ?? 0
      guard let cells = figure.cells else { return number + 14 }
      let word = min(18, cells.map { VisibleText($0[column]).width }.max() ?? 0)
      wordCaps.append(word)
      return Double(word) * 13 * 0.61 + number + 26
    }
    words = figure.cells == nil ? figure.columns.map { _ in 0 } : wordCaps
    let isSmall = figure.rows.count * figure.columns.count <= 1500
    printsNumbers = isSmall && (natural.reduce(0, +) <= 1400 || figure.cells != nil)
    gap = printsNumbers ? 1 : 0
    let longest = max(figure.rows.count, figure.columns.count)
    let square = longest <= 64 ? 14.0 : longest <= 200 ? 6 : longest <= 600 ? 3 : 1.5
    cellHeight = printsNumbers ? (figure.cells == nil ? 26 : 28) : square
    let upright = zip(headings, natural).contains { $0 + 8 > max($1, 44) }
    isRotated = !printsNumbers || (upright && figure.cells == nil && headings.count > 8)
    if printsNumbers {
      let turned = isRotated
      widths = zip(headings, natural).map { turned ? $1 : max($1, $0 + 16, 44) }
    } else {
      widths = natural.map { _ in square }
    }
    headingHeight = isRotated ? tallest + 6 : 18
    rowStep = cellHeight >= 13 ? 1 : Int((14 / cellHeight).rounded(.up))
    columnStep = printsNumbers || square >= 13 ? 1 : Int((14 / square).rounded(.up))
    let labels = figure.rows.map(length) + [TextMetrics.width(figure.rowTitle + " ↓", .words, size: 12)]
    let margin = (labels.max() ?? 0) + 12
    left = margin
    var starts: [Double] = []
    var x = margin
    for width in widths {
      starts.append(x)
      x += width
    }
    self.starts = starts
  }
}

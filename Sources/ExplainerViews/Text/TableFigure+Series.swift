import ExplainerCore

extension TableFigure {
  /// The most places a sparkline takes in drawings; beyond, neighbours share one.
  static let sparklineLimit = 240

  /// The bottom and the top of a sparkline.
  typealias Ends = (lower: Double, upper: Double)

  /// The ends that all sparklines of a column share, by column; looked for once, not for each of many rows.
  ///
  /// - Complexity: O(values).
  var sharedEnds: [Int: Ends] {
    var ends: [Int: Ends] = [:]
    for column in columns.indices where columns[column].sharesScale {
      ends[column] = Self.ends(of: rows.flatMap { Self.values($0[column]) })
    }
    return ends
  }

  /// The bottom and the top of the sparkline at a place; nil where there is none or it has no values.
  ///
  /// - Parameter shared: `sharedEnds`, where they are known.
  func seriesEnds(row: Int, column: Int, shared: [Int: Ends]? = nil) -> Ends? {
    guard case .series(let own, _) = rows[row][column] else { return nil }
    guard columns[column].sharesScale else { return Self.ends(of: own.compactMap(\.self)) }
    return (shared ?? sharedEnds)[column]
  }

  private static func ends(of values: [Double]) -> Ends? {
    let finite = values.filter(\.isFinite)
    guard let least = finite.min(), let greatest = finite.max() else { return nil }
    let lower = min(0, least)
    return (lower, greatest > lower ? greatest : lower + 1)
  }

  /// The values of a cell's sparkline, without gaps.
  private static func values(_ cell: Cell) -> [Double] {
    if case .series(let values, _) = cell { values.compactMap(\.self) } else { [] }
  }

  /// The sparkline at a place in at most `limit` places; nil where there is none.
  ///
  /// - Parameter shared: `sharedEnds`, where they are known.
  func sparkline(
    row: Int, column: Int, limit: Int = sparklineLimit, shared: [Int: Ends]? = nil
  ) -> Sparkline? {
    guard case .series(let values, _) = rows[row][column] else { return nil }
    let ends = seriesEnds(row: row, column: column, shared: shared) ?? (0, 1)
    return Sparkline(values, lower: ends.lower, upper: ends.upper, limit: limit)
  }

  /// A sparkline in words: how many values, where the greatest is and how great; empty where there is none.
  func seriesWords(row: Int, column: Int) -> String {
    guard case .series(let values, let style) = rows[row][column] else { return "" }
    let heading = columns[column]
    let known = values.enumerated().compactMap { index, value in value.map { (index, $0) } }
      .filter { !$0.1.isNaN }
    var words = VisibleText(heading.title).text
    if !words.isEmpty { words += ": " }
    guard let peak = known.max(by: { $0.1 < $1.1 }) else { return words + "no values" }
    let axis = heading.placeTitle.isEmpty ? "place" : VisibleText(heading.placeTitle).text
    return words + "most \(style.text(peak.1)) at \(axis) \(heading.firstPlace + peak.0), of "
      + Counting.words(values.count, "value")
  }

  /// What the sparklines of these columns run over and where they end, a sentence for each column that has some.
  func seriesNotes(_ shown: [Int]) -> [String] {
    shown.compactMap { column in
      let cells = rows.indices.compactMap { row -> (count: Int, style: NumberStyle, row: Int)? in
        guard case .series(let values, let style) = rows[row][column] else { return nil }
        return (values.count, style, row)
      }
      guard let first = cells.first, let count = cells.map(\.count).max(), count > 0 else { return nil }
      let heading = columns[column]
      let title = VisibleText(heading.title).text
      let axis = heading.placeTitle.isEmpty ? "place" : VisibleText(heading.placeTitle).text
      let range =
        count == 1 ? "\(heading.firstPlace)" : "\(heading.firstPlace)–\(heading.firstPlace + count - 1)"
      let shared = heading.sharesScale ? seriesEnds(row: first.row, column: column) : nil
      let top =
        shared.map { "all up to \(first.style.text($0.upper))" } ?? "each up to its own greatest value"
      return (title.isEmpty ? "" : "\(title): ") + "\(axis) \(range), \(top)"
    }
  }

  /// The hue of a row, of `ColourRamp.kinds`; nil where it has none.
  func hue(ofRow row: Int) -> Int? { rowKinds.flatMap { $0[row] }.map(ScaleMapping.hue) }

  /// Whether a column holds numbers and nothing else; such columns are aligned right.
  func isNumeric(_ column: Int) -> Bool {
    var hasNumber = false
    for row in rows {
      switch row[column] {
      case .label, .tokens, .series: return false
      case .number: hasNumber = true
      case .empty: break
      }
    }
    return hasNumber
  }
}

/// Which rows of a flow belong to which text: several texts one behind the other, without padding.
///
/// All but attention works row by row; attention walks text by text.
struct RowLayout: Sendable {
  /// The rows of one text.
  struct Text: Sendable, Hashable {
    let rows: Range<Int>
    /// The position of the first in its text; above 0 where a cache has those before.
    let start: Int
  }

  private(set) var texts: [Text] = []

  /// Texts of these lengths, each of which begins at its position.
  init(lengths: [Int] = [], starts: [Int] = []) {
    var first = 0
    for (index, length) in lengths.enumerated() {
      texts.append(Text(rows: first..<first + length, start: index < starts.count ? starts[index] : 0))
      first += length
    }
  }

  /// R.
  var count: Int { texts.last?.rows.upperBound ?? 0 }

  /// The position of each row in its text, `[R]`.
  var positions: [Int] { texts.flatMap { $0.start..<$0.start + $0.rows.count } }

  /// The last row of each text, alone; of a text without rows none.
  var last: RowLayout {
    RowLayout(
      lengths: texts.map { min(1, $0.rows.count) }, starts: texts.map { $0.start + max(0, $0.rows.count - 1) }
    )
  }

  /// One row a text, as what is read off a whole text has.
  var pooled: RowLayout { RowLayout(lengths: [Int](repeating: 1, count: texts.count)) }
}

/// A way of cutting words into smaller ones.
enum Cutter: Sendable, Hashable {
  /// Where a pattern says.
  case pattern(SplitPattern)
  /// Where the script changes.
  case scripts
  /// Into so many scalars each.
  case lengths(Int)

  /// Calls `body` with the words that the word `range` of `text` is cut into.
  func cut(_ text: [UInt8], _ range: Range<Int>, _ body: (Range<Int>) -> Void) {
    switch self {
    case .pattern(let pattern): pattern.cut(text, range, body)
    case .scripts: Script.cut(text, range, body)
    case .lengths(let length):
      var (start, offset, count) = (range.lowerBound, range.lowerBound, 0)
      while offset < range.upperBound {
        offset += TextScalar(in: text, at: offset, to: range.upperBound).length
        count += 1
        guard count == length || offset == range.upperBound else { continue }
        body(start..<offset)
        (start, count) = (offset, 0)
      }
    }
  }
}

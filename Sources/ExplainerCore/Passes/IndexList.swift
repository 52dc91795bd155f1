public import Diagnostics

/// Which of a row of things are meant, before it is known how many there are: `0,3-5,-1`.
///
/// Indices count from 0, negative ones from the end; a range holds both its ends. A list is never empty.
public struct IndexList: Sendable, Hashable {
  /// The first and the last index of one part of the list, as written; alike where the part is one index.
  struct Span: Sendable, Hashable {
    let first: Int
    let last: Int
  }

  let spans: [Span]

  init(spans: [Span]) { self.spans = spans }

  /// The list of these indices.
  public init(_ first: Int, _ others: Int...) {
    spans = ([first] + others).map { Span(first: $0, last: $0) }
  }

  /// The list of these indices.
  ///
  /// - Throws: `badParameter` where there are none.
  public init(_ indices: [Int]) throws(ExplainerError) {
    guard !indices.isEmpty else { throw Self.empty }
    spans = indices.map { Span(first: $0, last: $0) }
  }

  static var empty: ExplainerError {
    ExplainerError(.badParameter, "a list of indices is empty", expected: "such as 0,3-5,-1")
  }
}

extension IndexList {
  /// The indices meant where there are `count`, in order and each once.
  ///
  /// - Parameters:
  ///   - count: how many there are.
  ///   - end: where negative indices count from; nil for the end of all.
  ///   - what: what is counted, in the plural, as an error says it: `heads`, `tokens in text 0`.
  /// - Throws: `badParameter` for an index that is not there, or a range whose end lies before its beginning.
  /// - Complexity: O(parts · log(parts) + indices).
  public func resolve(count: Int, before end: Int? = nil, of what: String) throws(ExplainerError) -> [Int] {
    var ranges: [ClosedRange<Int>] = []
    let end = end ?? count
    for span in spans {
      let first = try Self.place(span.first, count, end, what)
      let last = try Self.place(span.last, count, end, what)
      guard first <= last else {
        throw ExplainerError(
          .badParameter, "the range \(span.text) ends before it begins where there are \(count) \(what)",
          expected: "a range from the lower to the higher index", found: "\(first) to \(last)")
      }
      ranges.append(first...last)
    }
    // In order of their beginnings only what lies behind all before is new, so that many ranges over the same
    // indices cost no more than one.
    var indices: [Int] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      let next = Swift.max(range.lowerBound, (indices.last ?? -1) + 1)
      if next <= range.upperBound { indices.append(contentsOf: next...range.upperBound) }
    }
    return indices
  }

  private static func place(
    _ index: Int, _ count: Int, _ end: Int, _ what: String
  ) throws(ExplainerError) -> Int {
    let place = index < 0 ? end + index : index
    guard (0..<Swift.max(0, count)).contains(place) else {
      throw ExplainerError(
        .badParameter, "there is no index \(index): there are \(Swift.max(0, count)) \(what)",
        expected: count > 0 ? "\(-end) to \(count - 1)" : nil, found: count > 0 ? "\(index)" : nil)
    }
    return place
  }
}

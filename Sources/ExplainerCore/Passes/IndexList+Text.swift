public import Diagnostics

extension IndexList {
  /// Reads `0,3-5,-1`; blanks around the parts are ignored.
  ///
  /// Both ends of a range belong to it and may be negative: `-3--1` is the last three.
  ///
  /// - Throws: `badParameter` that names the part at fault.
  public init(_ text: String) throws(ExplainerError) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmed }
    guard parts != [""] else { throw Self.empty }
    var spans: [Span] = []
    for part in parts { spans.append(try Self.span(part, in: text)) }
    self.init(spans: spans)
  }

  private static func span(_ part: Substring, in text: String) throws(ExplainerError) -> Span {
    if let index = index(part) { return Span(first: index, last: index) }
    // The first character may be a sign; the next minus is the one between the ends.
    guard let dash = part.dropFirst().firstIndex(of: "-"), let first = index(part[..<dash].trimmed),
      let last = index(part[part.index(after: dash)...].trimmed)
    else {
      throw ExplainerError(
        .badParameter, "'\(text.cut(to: 80))' is no list of indices", expected: "parts such as 3, -1 or 3-5",
        found: part.isEmpty ? "nothing between two commas" : "'\(String(part).cut(to: 40))'")
    }
    guard first <= last || (first < 0) != (last < 0) else {
      throw ExplainerError(
        .badParameter, "the range \(part) ends before it begins",
        expected: "a range from the lower to the higher index", remedy: "write \(last)-\(first)")
    }
    return Span(first: first, last: last)
  }

  /// Digits with at most a minus in front; `Int` would take a plus too.
  private static func index(_ text: Substring) -> Int? { text.first == "+" ? nil : Int(text) }

  /// The list as `init(_:)` reads it.
  public var text: String { spans.map(\.text).joined(separator: ",") }
}

extension IndexList.Span {
  /// The index, or the range with both its ends.
  var text: String { first == last ? "\(first)" : "\(first)-\(last)" }
}

extension IndexList: CustomStringConvertible {
  /// The list as `init(_:)` reads it.
  public var description: String { text }
}

extension Substring {
  /// The text without blanks at its ends.
  var trimmed: Substring {
    var text = self
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}

/// Cuts a text into the words that GPT-2's byte-pair encoding works on.
///
/// Written out by hand for the expression
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
/// Every byte of the text belongs to exactly one word. Complexity: O(bytes).
enum WordSplitter {
  /// The end of the word that starts at `start`, in `text[..<end]`, which is UTF-8; more than `start` if that
  /// is less than `end`.
  static func wordEnd(in text: [UInt8], from start: Int, to end: Int) -> Int {
    guard start < end else { return end }
    if text[start] == UInt8(ascii: "'"), let contraction = contractionEnd(in: text, from: start, to: end) {
      return contraction
    }
    var place = start
    var scalar = Scalar(in: text, at: place, to: end)
    if text[start] == 0x20, start + 1 < end {
      let next = Scalar(in: text, at: start + 1, to: end)
      if next.kind != .space {
        place = start + 1
        scalar = next
      }
    }
    guard scalar.kind == .space else { return runEnd(of: scalar.kind, in: text, from: place, to: end).end }
    let run = runEnd(of: .space, in: text, from: start, to: end)
    // `\s+(?!\S)`: a run of spaces leaves its last one to the word behind it, unless it is all there is.
    return run.end == end || run.last == start ? run.end : run.last
  }

  /// One scalar of a text: its class and its length in bytes.
  struct Scalar {
    let kind: ScalarClass
    let length: Int

    /// The scalar at `place` of `text[..<end]`.
    init(in text: [UInt8], at place: Int, to end: Int) {
      let scalar = TextScalar(in: text, at: place, to: end)
      kind = ScalarClass.of(scalar.value)
      length = scalar.length
    }
  }

  /// The end of the longest run of `kind` from `start`, and where its last scalar begins.
  private static func runEnd(
    of kind: ScalarClass, in text: [UInt8], from start: Int, to end: Int
  ) -> (last: Int, end: Int) {
    var last = start
    var place = start
    while place < end {
      let scalar = Scalar(in: text, at: place, to: end)
      guard scalar.kind == kind else { break }
      last = place
      place += scalar.length
    }
    return (last, place)
  }

  /// The end of `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll` or `'d` at `start`.
  private static func contractionEnd(in text: [UInt8], from start: Int, to end: Int) -> Int? {
    guard start + 1 < end else { return nil }
    switch text[start + 1] {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return start + 2
    case UInt8(ascii: "r") where start + 2 < end && text[start + 2] == UInt8(ascii: "e"): return start + 3
    case UInt8(ascii: "v") where start + 2 < end && text[start + 2] == UInt8(ascii: "e"): return start + 3
    case UInt8(ascii: "l") where start + 2 < end && text[start + 2] == UInt8(ascii: "l"): return start + 3
    default: return nil
    }
  }
}

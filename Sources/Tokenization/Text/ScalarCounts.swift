/// Turns byte offsets of one UTF-8 text into offsets in Unicode scalars.
struct ScalarCounts {
  private let text: [UInt8]
  /// The number of scalars that begin before each byte, and at the end all of them; empty where the text is
  /// ASCII.
  private let counts: [UInt32]

  /// The counts of `text`.
  ///
  /// - Complexity: O(bytes).
  init(_ text: [UInt8]) {
    self.text = text
    guard !text.allSatisfy({ $0 < 0x80 }) else {
      counts = []
      return
    }
    var counts: [UInt32] = []
    counts.reserveCapacity(text.count + 1)
    var count: UInt32 = 0
    for byte in text {
      counts.append(count)
      // Counted at a scalar's last byte would need a look ahead; counted at its first, bytes inside it are
      // one too high, which `widened` never asks for.
      if byte & 0xC0 != 0x80 { count += 1 }
    }
    self.counts = counts + [count]
  }

  /// The number of scalars before the byte `offset`, which is where a scalar begins, or the end.
  func before(_ offset: Int) -> Int { counts.isEmpty ? offset : Int(counts[offset]) }

  /// `range`, not empty, widened to whole scalars.
  func widened(_ range: Range<Int>) -> Range<Int> {
    guard !counts.isEmpty else { return range }
    var start = range.lowerBound
    var end = range.upperBound
    while start > 0, text[start] & 0xC0 == 0x80 { start -= 1 }
    while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
    return start..<end
  }
}

/// A part of a text as a normaliser left it, with the place each byte comes from.
///
/// A part that nothing was done to is the text itself with a range, so that tokenizers without a normaliser
/// copy nothing.
struct NormalizedText: Sendable {
  /// The bytes a normalised byte stands for.
  struct Origin: Sendable, Hashable {
    var start: UInt32
    var end: UInt32

    init(_ range: Range<Int>) {
      start = UInt32(clamping: range.lowerBound)
      end = UInt32(clamping: range.upperBound)
    }
  }

  /// UTF-8.
  private(set) var bytes: [UInt8]
  /// The part of `bytes` that counts.
  private(set) var range: Range<Int>
  /// What each of `bytes` comes from; empty where each comes from the one `shift` bytes further on.
  private var origins: [Origin]
  private var shift: Int
  /// Where the part begins in the text.
  private var start: Int

  /// The part `range` of `text` as it is.
  init(_ text: [UInt8], _ range: Range<Int>) {
    bytes = text
    self.range = range
    origins = []
    shift = 0
    start = range.lowerBound
  }

  /// `bytes`, each of which comes from one byte of the text, the first from that at `start`.
  init(bytes: [UInt8], from start: Int) {
    self.bytes = bytes
    range = bytes.indices
    origins = []
    shift = start
    self.start = start
  }

  /// `bytes`, which come from `origins`, one each, in the part of the text that begins at `start`.
  init(bytes: [UInt8], origins: [Origin], from start: Int) {
    self.bytes = bytes
    range = bytes.indices
    self.origins = origins
    shift = 0
    self.start = start
  }

  /// The part `range` of this.
  func part(_ range: Range<Int>) -> NormalizedText {
    var part = self
    part.range = range
    part.start = source(of: range).lowerBound
    return part
  }

  /// Puts a space before the text, unless there is one; it comes from nothing.
  mutating func prefixSpace() {
    guard !range.isEmpty, bytes[range.lowerBound] != 0x20 else { return }
    if !origins.isEmpty { origins = [Origin(start..<start)] + origins[range] }
    bytes = [0x20] + bytes[range]
    shift += range.lowerBound - 1
    range = bytes.indices
  }

  /// The bytes of the text that the normalised bytes `range` come from.
  func source(of range: Range<Int>) -> Range<Int> {
    guard origins.isEmpty else {
      guard !range.isEmpty else { return start..<start }
      let first = Int(origins[range.lowerBound].start)
      return first..<max(first, Int(origins[range.upperBound - 1].end))
    }
    let first = max(range.lowerBound + shift, start)
    return first..<max(range.upperBound + shift, first)
  }
}

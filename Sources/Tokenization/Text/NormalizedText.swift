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

  /// Whether nothing of the text comes before this.
  var isAtStart: Bool { start == 0 }

  /// Puts `prefix`, which comes from nothing, before the text, unless this is empty.
  mutating func prefix(_ prefix: [UInt8]) {
    guard !range.isEmpty, !prefix.isEmpty else { return }
    let first = source(of: range).lowerBound
    let before = [Origin](repeating: Origin(first..<first), count: prefix.count)
    set(prefix + bytes[range], before + range.map(origin))
  }

  /// Puts `new` in place of every `old`, which is not empty; it comes from the last character of that.
  mutating func replace(_ old: [UInt8], with new: [UInt8]) {
    guard let first = old.first, bytes[range].contains(first) else { return }
    let tail = old.count - 1 - (old.lastIndex { $0 & 0xC0 != 0x80 } ?? 0)
    var (result, sources): ([UInt8], [Origin]) = ([], [])
    result.reserveCapacity(range.count)
    sources.reserveCapacity(range.count)
    var offset = range.lowerBound
    while offset < range.upperBound {
      let end = offset + old.count
      if end <= range.upperBound, bytes[offset] == first, bytes[offset..<end].elementsEqual(old) {
        let source = self.source(of: end - 1 - tail..<end)
        result += new
        sources += repeatElement(Origin(source), count: new.count)
        offset = end
      } else {
        result.append(bytes[offset])
        sources.append(origin(of: offset))
        offset += 1
      }
    }
    set(result, sources)
  }

  private func origin(of offset: Int) -> Origin {
    origins.isEmpty ? Origin(source(of: offset..<offset + 1)) : origins[offset]
  }

  private mutating func set(_ bytes: [UInt8], _ origins: [Origin]) {
    self.bytes = bytes
    self.origins = origins
    range = bytes.indices
    shift = 0
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

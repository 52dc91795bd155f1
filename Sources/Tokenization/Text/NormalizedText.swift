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
  private(set) var start: Int

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

  /// Whether nothing of the text comes before `range`, the whole of this or a part.
  func isAtStart(_ range: Range<Int>) -> Bool {
    (range == self.range ? start : source(of: range).lowerBound) == 0
  }

  /// Puts `prefix`, which comes from nothing, before the text, unless this is empty.
  mutating func prefix(_ prefix: [UInt8]) {
    guard !range.isEmpty, !prefix.isEmpty else { return }
    let first = source(of: range).lowerBound
    // The byte before the first may be one that was left out.
    if !origins.isEmpty || first > start {
      let places = range.map { origin(of: $0..<$0 + 1) }
      origins = [Origin](repeating: Origin(first..<first), count: prefix.count) + places
    }
    shift += range.lowerBound - prefix.count
    bytes = prefix + bytes[range]
    range = bytes.indices
  }

  /// Puts `new` in place of every `old`, which is not empty; it comes from the last character of that.
  mutating func replace(_ old: [UInt8], with new: [UInt8]) {
    guard let first = old.first, bytes[range].contains(first) else { return }
    let tail = old.count - 1 - (old.lastIndex { $0 & 0xC0 != 0x80 } ?? 0)
    var writer = Writer(capacity: range.count)
    var offset = range.lowerBound
    while offset < range.upperBound {
      let end = offset + old.count
      if end <= range.upperBound, bytes[offset] == first, bytes[offset..<end].elementsEqual(old) {
        let origin = origin(of: end - 1 - tail..<end)
        for byte in new { writer.append(byte, origin) }
        offset = end
      } else {
        writer.append(bytes[offset], origin(of: offset..<offset + 1))
        offset += 1
      }
    }
    set(writer)
  }

  /// Puts the text in the place of `inner`, a normal form of this whose origins are offsets in `bytes`.
  func through(_ inner: NormalizedText) -> NormalizedText {
    guard !origins.isEmpty || shift != 0 else {
      var inner = inner
      inner.start = start
      return inner
    }
    var writer = Writer(capacity: inner.range.count)
    for offset in inner.range {
      let place = inner.source(of: offset..<offset + 1)
      let origin = place.isEmpty ? Origin(start..<start) : origin(of: place)
      writer.append(inner.bytes[offset], origin)
    }
    var outer = self
    outer.set(writer)
    return outer
  }

  /// Puts what `mapping` makes of it in place of each byte, where all are ASCII and stay that.
  mutating func replaceBytes(_ mapping: (UInt8) -> UInt8) {
    for offset in range { bytes[offset] = mapping(bytes[offset]) }
  }

  /// What the bytes `range`, not empty, come from together.
  func origin(of range: Range<Int>) -> Origin { Origin(source(of: range)) }

  /// Leaves out what lies outside of `range`.
  mutating func narrow(to range: Range<Int>) { self.range = range }

  /// Makes `writer`'s text of it.
  mutating func set(_ writer: Writer) {
    bytes = writer.bytes
    origins = writer.origins
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

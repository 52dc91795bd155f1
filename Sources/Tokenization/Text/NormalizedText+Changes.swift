extension NormalizedText {
  /// Makes the scalars `changes` of the text.
  ///
  /// A scalar comes from the one in whose place it is; a new one from where the one before is from.
  ///
  /// Source: `transform_range` in huggingface/tokenizers `tokenizer/normalizer.rs`.
  mutating func apply(_ changes: [ScalarChange]) {
    var writer = Writer(capacity: range.count)
    var offset = range.lowerBound
    var latest = Origin(start..<start)
    for change in changes {
      if change.change <= 0 {
        // The first is what it comes from; what is left out behind that is what a new scalar would come from.
        var origin: Origin?
        for _ in 0...(-change.change) where offset < range.upperBound {
          let length = TextScalar(in: bytes, at: offset, to: range.upperBound).length
          latest = self.origin(of: offset..<offset + length)
          origin = origin ?? latest
          offset += length
        }
        writer.append(change.scalar, origin ?? latest)
      } else {
        writer.append(change.scalar, latest)
      }
    }
    set(writer)
  }

  /// Leaves out the scalars that `isTaken` has.
  mutating func remove(where isTaken: (UInt32) -> Bool) {
    var writer = Writer(capacity: range.count)
    forEachScalar { scalar, origin in
      if !isTaken(scalar.value) { writer.append(scalar.value, origin()) }
    }
    if writer.bytes.count < range.count { set(writer) }
  }

  /// Puts what `mapping` makes of it in place of each scalar.
  mutating func map(_ mapping: (UInt32) -> UInt32) {
    var writer = Writer(capacity: range.count)
    forEachScalar { scalar, origin in writer.append(mapping(scalar.value), origin()) }
    set(writer)
  }

  /// Leaves out white space at the ends that are named.
  mutating func strip(left: Bool, right: Bool) {
    var (first, last) = (range.lowerBound, range.upperBound)
    if left {
      while first < last, case let scalar = TextScalar(in: bytes, at: first, to: last),
        ScalarClass.of(scalar.value) == .space
      {
        first += scalar.length
      }
    }
    if right { last = AddedTokenMatcher.spaceStart(before: last, in: bytes, from: first) }
    narrow(to: first..<last)
  }

  /// Spells every byte by a character, as GPT-2 does.
  mutating func spellBytes() {
    var writer = Writer(capacity: range.count * 3 / 2)
    writer.appendSpelled(self, range)
    set(writer)
  }

  /// Puts `new` in place of every match of `pattern`; it comes from the last character of that.
  mutating func replace(_ pattern: SplitPattern, with new: [UInt8]) {
    var writer = Writer(capacity: range.count)
    var hasMatch = false
    pattern.forEachSegment(of: bytes, range) { segment, isMatch in
      guard isMatch else { return writer.append(self, segment) }
      hasMatch = true
      var last = segment.upperBound - 1
      while last > segment.lowerBound, bytes[last] & 0xC0 == 0x80 { last -= 1 }
      let origin = origin(of: last..<segment.upperBound)
      for byte in new { writer.append(byte, origin) }
    }
    if hasMatch { set(writer) }
  }

  /// Calls `body` with each scalar and a way to where it comes from.
  func forEachScalar(_ body: (TextScalar, () -> Origin) -> Void) {
    var offset = range.lowerBound
    while offset < range.upperBound {
      let scalar = TextScalar(in: bytes, at: offset, to: range.upperBound)
      let place = offset..<offset + scalar.length
      body(scalar) { origin(of: place) }
      offset = place.upperBound
    }
  }
}

extension NormalizedText {
  /// Collects a new form of a text.
  struct Writer {
    /// The new form so far.
    private(set) var bytes: [UInt8] = []
    /// What each of its bytes comes from.
    private(set) var origins: [Origin] = []

    /// A writer for about `capacity` bytes.
    init(capacity: Int) {
      bytes.reserveCapacity(capacity)
      origins.reserveCapacity(capacity)
    }

    /// Adds a byte that comes from `origin`.
    mutating func append(_ byte: UInt8, _ origin: Origin) {
      bytes.append(byte)
      origins.append(origin)
    }

    /// Adds a scalar that comes from `origin`.
    mutating func append(_ scalar: UInt32, _ origin: Origin) {
      for _ in 0..<bytes.append(utf8: scalar) { origins.append(origin) }
    }

    /// Adds bytes that come from nothing, before the byte `offset` of the text.
    mutating func append(_ new: [UInt8], before offset: Int) {
      for byte in new { append(byte, Origin(offset..<offset)) }
    }

    /// Adds the part `range` of `text` with every byte spelled by a character.
    mutating func appendSpelled(_ text: NormalizedText, _ range: Range<Int>) {
      for offset in range {
        let origin = text.origin(of: offset..<offset + 1)
        let spelling = ByteAlphabet.spelling(of: text.bytes[offset])
        append(spelling.0, origin)
        if spelling.1 != 0 { append(spelling.1, origin) }
      }
    }

    /// Adds the part `range` of `text` as it is.
    mutating func append(_ text: NormalizedText, _ range: Range<Int>) {
      bytes += text.bytes[range]
      for offset in range { origins.append(text.origin(of: offset..<offset + 1)) }
    }
  }
}

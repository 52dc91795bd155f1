/// Graphemes, as far as it shows in short ones: what stands on one scalar, and CR LF.
///
/// Hangul, flags and emoji joined to others are graphemes of six bytes and more, of which `CharacterMap` looks at each
/// scalar by itself.
enum Grapheme {
  /// The end of the grapheme that begins at `start` of `text[..<end]`.
  static func end(of text: [UInt8], from start: Int, to end: Int) -> Int {
    let first = TextScalar(in: text, at: start, to: end)
    var offset = start + first.length
    if first.value == 0x0D, offset < end, text[offset] == 0x0A { return offset + 1 }
    guard offset < end, text[offset] >= 0x80, !ScalarRanges.controls.contains(first.value) else {
      return offset
    }
    while offset < end, text[offset] >= 0x80, case let next = TextScalar(in: text, at: offset, to: end),
      ScalarRanges.joins.contains(next.value)
    {
      offset += next.length
    }
    return offset
  }
}

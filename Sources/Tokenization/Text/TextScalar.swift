/// One Unicode scalar of a UTF-8 text.
struct TextScalar {
  /// The scalar's value.
  let value: UInt32
  /// The number of its bytes.
  let length: Int

  /// The scalar at `offset` of `text[..<end]`, which is UTF-8.
  @inline(__always)
  init(in text: [UInt8], at offset: Int, to end: Int) {
    let first = text[offset]
    guard first >= 0x80 else {
      value = UInt32(first)
      length = 1
      return
    }
    let length = min(first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4, end - offset)
    var value = UInt32(first) & (0xFF >> UInt32(length + 1))
    for next in offset + 1..<offset + length { value = value << 6 | UInt32(text[next] & 0x3F) }
    self.value = value
    self.length = length
  }
}

extension [UInt8] {
  /// Appends the UTF-8 form of `scalar`, and gives the number of its bytes.
  mutating func append(utf8 scalar: UInt32) -> Int {
    func tail(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: scalar >> shift & 0x3F | 0x80) }
    if scalar < 0x80 {
      append(UInt8(truncatingIfNeeded: scalar))
      return 1
    }
    if scalar < 0x800 {
      append(UInt8(truncatingIfNeeded: scalar >> 6 | 0xC0))
      append(tail(0))
      return 2
    }
    if scalar < 0x10000 {
      append(UInt8(truncatingIfNeeded: scalar >> 12 | 0xE0))
      append(tail(6))
      append(tail(0))
      return 3
    }
    append(UInt8(truncatingIfNeeded: scalar >> 18 | 0xF0))
    append(tail(12))
    append(tail(6))
    append(tail(0))
    return 4
  }
}

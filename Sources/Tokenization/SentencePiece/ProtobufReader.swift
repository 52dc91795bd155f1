/// Reads the fields of a message in protocol buffers' binary form, one after the other.
struct ProtobufReader {
  /// The content of a field.
  enum Value {
    /// A whole number, or a truth value.
    case number(UInt64)
    /// Four bytes, lowest first.
    case word(UInt32)
    /// Bytes of the file: a text, or a message inside of this one.
    case bytes(Range<Int>)
    /// Eight bytes, which nothing here needs.
    case longWord
  }

  /// Why a message cannot be read: the offset of the byte at which it ends too early or is none.
  struct Fault: Error {
    let offset: Int
  }

  /// The file.
  let bytes: [UInt8]
  private var offset: Int
  private let end: Int

  /// A reader of the message in `range` of `bytes`.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    offset = range.lowerBound
    end = range.upperBound
  }

  /// The number and the content of the next field; nil at the end.
  mutating func next() throws(Fault) -> (field: UInt64, value: Value)? {
    guard offset < end else { return nil }
    let tag = try number()
    let field = tag >> 3
    switch tag & 7 {
    case 0: return (field, .number(try number()))
    case 1:
      _ = try take(8)
      return (field, .longWord)
    case 2:
      let count = try number()
      guard count <= UInt64(end - offset) else { throw Fault(offset: offset) }
      return (field, .bytes(try take(Int(count))))
    case 5:
      let range = try take(4)
      return (field, .word(range.reversed().reduce(0) { $0 << 8 | UInt32(bytes[$1]) }))
    default: throw Fault(offset: offset)
    }
  }

  private mutating func take(_ count: Int) throws(Fault) -> Range<Int> {
    guard count <= end - offset else { throw Fault(offset: offset) }
    defer { offset += count }
    return offset..<offset + count
  }

  private mutating func number() throws(Fault) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard offset < end else { throw Fault(offset: offset) }
      let byte = bytes[offset]
      offset += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw Fault(offset: offset)
  }
}

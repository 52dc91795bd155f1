/// A pull scanner over the bytes of one JSON text (RFC 8259), strict and without recursion limits of its own.
///
/// Callers walk the text with `nextMember`, `nextElement`, `string`, `integer`, `skipValue`; only what they
/// ask for is ever built. `JSONValue(parsing:)` is made of it, and so are the readers of vocabularies with
/// 50,000 entries, which a tree of values would slow down twentyfold.
///
/// - Complexity: O(bytes) for a walk over the whole text.
public struct JSONScanner: Sendable {
  /// The text.
  public let bytes: [UInt8]
  /// How strictly it is read.
  public let dialect: JSONDialect
  /// The offset of the next byte to read.
  public internal(set) var offset: Int

  /// A scanner at the first byte (after a byte order mark, if there is one).
  public init(_ bytes: [UInt8], dialect: JSONDialect = .strict) {
    self.bytes = bytes
    self.dialect = dialect
    self.offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// The first byte of the next value, after white space; throws at the end of the text.
  @inline(__always)
  public mutating func peek() throws(JSONError) -> UInt8 {
    if offset < bytes.count, bytes[offset] > 0x20 { return bytes[offset] }
    skipWhitespace()
    guard offset < bytes.count else { throw fail("unexpected end of the text") }
    return bytes[offset]
  }

  /// Reads the byte `expected` after white space, or throws naming `what` was expected.
  public mutating func expect(_ expected: UInt8, _ what: @autoclosure () -> String) throws(JSONError) {
    guard try peek() == expected else { throw fail("expected \(what())") }
    offset += 1
  }

  /// Enters an object.
  public mutating func beginObject() throws(JSONError) { try expect(UInt8(ascii: "{"), "an object") }

  /// Enters an array.
  public mutating func beginArray() throws(JSONError) { try expect(UInt8(ascii: "["), "an array") }

  /// Moves to the next member of the object entered and gives its key, or leaves the object and gives nil.
  ///
  /// `first` starts true and is cleared by the first call.
  public mutating func nextMember(first: inout Bool) throws(JSONError) -> String? {
    guard try advance(first: &first, closing: UInt8(ascii: "}")) else { return nil }
    let key = try string()
    try expect(UInt8(ascii: ":"), "':' after the member's name")
    return key
  }

  /// Moves to the next element of the array entered and gives true, or leaves the array and gives false.
  public mutating func nextElement(first: inout Bool) throws(JSONError) -> Bool {
    try advance(first: &first, closing: UInt8(ascii: "]"))
  }

  /// Throws unless only white space is left.
  public mutating func expectEnd() throws(JSONError) {
    skipWhitespace()
    guard offset == bytes.count else { throw fail("unexpected text after the value") }
  }

  /// An error at the present offset.
  public func fail(_ message: String) -> JSONError { JSONError(message, at: offset, in: bytes) }

  /// An error at `offset` (nil: the present offset) about what the text says, not about its grammar.
  public func reject(_ message: String, at index: Int? = nil) -> JSONError {
    JSONError(message, at: index ?? offset, in: bytes, isSyntactic: false)
  }

  /// Goes to `offset`, an offset that `offset` had before; what is read next must fit what stands there.
  public mutating func move(to index: Int) { offset = min(max(index, 0), bytes.count) }

  mutating func skipWhitespace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x09, 0x0A, 0x0D: offset += 1
      default: return
      }
    }
  }

  mutating func advance(first: inout Bool, closing: UInt8) throws(JSONError) -> Bool {
    if try peek() == closing {
      offset += 1
      return false
    }
    if !first {
      try expect(UInt8(ascii: ","), "',' or '\(Character(UnicodeScalar(closing)))'")
      guard try peek() != closing else { throw fail("expected a value after ','") }
    }
    first = false
    return true
  }
}

import Diagnostics

/// Reads little-endian numbers and pieces of text from bytes, never beyond their end.
struct ByteReader {
  private let bytes: [UInt8]
  /// What the bytes are of, for messages.
  private let location: [String]
  /// How many bytes have been read.
  private(set) var position = 0

  init(_ bytes: [UInt8], location: [String]) {
    self.bytes = bytes
    self.location = location
  }

  /// The next so many bytes.
  ///
  /// - Throws: `badData` where there are fewer.
  mutating func take(_ count: Int) throws(ExplainerError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.count - position else {
      throw ExplainerError(
        .badData, "ends too early", at: location, expected: "\(count) bytes from byte \(position)",
        found: "\(bytes.count - position)", remedy: "Download or copy the file again")
    }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// Passes over so many bytes.
  mutating func skip(_ count: Int) throws(ExplainerError) { _ = try take(count) }

  mutating func byte() throws(ExplainerError) -> UInt8 {
    let one = try take(1)
    return one[one.startIndex]
  }

  /// An unsigned number of `size` bytes, up to 8; one that is too large for any file counts as the largest there is.
  mutating func number(_ size: Int) throws(ExplainerError) -> Int {
    let value = try take(size).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(clamping: value)
  }

  /// A signed number of `size` bytes in two's complement, from 0 to 8; no bytes are 0.
  mutating func signedNumber(_ size: Int) throws(ExplainerError) -> Int {
    let taken = try take(size)
    let sign: UInt64 = taken.last ?? 0 >= 0x80 ? .max : 0
    return Int(Int64(bitPattern: taken.reversed().reduce(sign) { $0 << 8 | UInt64($1) }))
  }

  /// Text of `count` bytes.
  ///
  /// - Throws: `badData` for what is not UTF-8.
  mutating func text(_ count: Int) throws(ExplainerError) -> String {
    guard let text = String(validating: try take(count), as: UTF8.self) else {
      throw ExplainerError(.badData, "has text that is not UTF-8 before byte \(position)", at: location)
    }
    return text
  }

  /// The text up to the next line break, which is passed over.
  mutating func line() throws(ExplainerError) -> String {
    let end = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
    let text = try text(end - position)
    try skip(1)
    return text
  }
}

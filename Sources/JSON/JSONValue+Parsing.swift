import Diagnostics

extension JSONValue {
  /// Parses a whole JSON text.
  ///
  /// - Parameters:
  ///   - bytes: the text.
  ///   - dialect: what beside strict JSON is read.
  ///   - memory: how many bytes its values may hold in memory, where a text can be forty times as large; looked at before
  ///     anything is read.
  /// - Throws: where it is no JSON, or `isTooLarge`.
  public init(
    parsing bytes: [UInt8], dialect: JSONDialect = .strict, memory: Int = ValueMemory.most
  ) throws(JSONError) {
    if let offset = ValueMemory.end(of: memory, in: bytes) {
      throw JSONError(
        "its values would hold more than \(ByteCount.text(memory)) in memory", at: offset, in: bytes,
        isTooLarge: true)
    }
    var scanner = JSONScanner(bytes, dialect: dialect)
    self = try scanner.value()
    try scanner.expectEnd()
  }

  /// Parses a whole JSON text.
  public init(parsing text: String) throws(JSONError) { try self.init(parsing: Array(text.utf8)) }
}

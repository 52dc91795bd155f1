extension JSONValue {
  /// Parses a whole JSON text.
  public init(parsing bytes: [UInt8], dialect: JSONDialect = .strict) throws(JSONError) {
    var scanner = JSONScanner(bytes, dialect: dialect)
    self = try scanner.value()
    try scanner.expectEnd()
  }

  /// Parses a whole JSON text.
  public init(parsing text: String) throws(JSONError) { try self.init(parsing: Array(text.utf8)) }
}

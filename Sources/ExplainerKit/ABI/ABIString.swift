public import CExplainerABI

extension String {
  /// The text of a string of the boundary; malformed UTF-8 is repaired with U+FFFD.
  public init(_ text: xpl_str) {
    self.init(
      decoding: UnsafeRawBufferPointer(start: text.data, count: text.data == nil ? 0 : text.size),
      as: UTF8.self)
  }

  /// Calls `body` with this text as a string of the boundary, valid during the call.
  public func withABIString<Result>(_ body: (xpl_str) throws -> Result) rethrows -> Result {
    var copy = self
    return try copy.withUTF8 { bytes in
      try bytes.withMemoryRebound(to: CChar.self) { try body(xpl_str(data: $0.baseAddress, size: $0.count)) }
    }
  }
}

extension [UInt8] {
  /// The bytes of a string of the boundary.
  public init(_ text: xpl_str) {
    self.init(UnsafeRawBufferPointer(start: text.data, count: text.data == nil ? 0 : text.size))
  }

  /// Calls `body` with these bytes as a string of the boundary, valid during the call.
  public func withABIString<Result>(_ body: (xpl_str) throws -> Result) rethrows -> Result {
    try withUnsafeBufferPointer { bytes in
      try bytes.withMemoryRebound(to: CChar.self) { try body(xpl_str(data: $0.baseAddress, size: $0.count)) }
    }
  }
}

public import CExplainerABI

extension xpl_str {
  /// The bytes; none where there is no data, or a size that no memory has (`SIZE_MAX` is negative here).
  fileprivate var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: data, count: data == nil ? 0 : max(0, size))
  }
}

extension String {
  /// The text of a string of the boundary; malformed UTF-8 is repaired with U+FFFD.
  public init(_ text: xpl_str) {
    self.init(decoding: text.bytes, as: UTF8.self)
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
    self.init(text.bytes)
  }

  /// Calls `body` with these bytes as a string of the boundary, valid during the call.
  public func withABIString<Result>(_ body: (xpl_str) throws -> Result) rethrows -> Result {
    try withUnsafeBufferPointer { bytes in
      try bytes.withMemoryRebound(to: CChar.self) { try body(xpl_str(data: $0.baseAddress, size: $0.count)) }
    }
  }
}

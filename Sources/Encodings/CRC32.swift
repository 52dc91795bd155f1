/// The checksum of ZIP and PNG (ISO 3309, polynomial 0xEDB88320), of bytes that come in parts.
package struct CRC32: Sendable {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
  }
  private var state: UInt32 = .max

  /// The checksum of no bytes.
  package init() {}

  /// The checksum of `bytes`.
  package init(of bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }

  /// The checksum of all that was added.
  package var value: UInt32 { ~state }

  /// Adds what comes next.
  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var current = state
    Self.table.withUnsafeBufferPointer { table in
      for byte in bytes { current = table[Int(UInt8(truncatingIfNeeded: current) ^ byte)] ^ current >> 8 }
    }
    state = current
  }
}

/// The end of what a plugin prints: enough for an error message, bounded however much it prints.
package struct PrintedTail: Sendable {
  private static let limit = 64 << 10
  private var bytes: [UInt8] = []

  /// Empty.
  package init() {}

  package mutating func append(_ more: [UInt8]) {
    bytes.append(contentsOf: more)
    if bytes.count > 2 * Self.limit { bytes.removeFirst(bytes.count - Self.limit) }
  }

  package var text: String { String(decoding: bytes.suffix(Self.limit), as: UTF8.self) }
}

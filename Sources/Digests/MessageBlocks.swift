/// A message cut into blocks of 64 bytes as SHA-1 and SHA-256 take it: what does not fill a block waits for more.
struct MessageBlocks: Sendable {
  private var rest: [UInt8] = []
  private var count: UInt64 = 0

  /// Hands on as many whole blocks as there are now.
  mutating func feed(_ bytes: [UInt8], _ absorb: (UnsafePointer<UInt8>, Int) -> Void) {
    count += UInt64(bytes.count)
    var start = 0
    if !rest.isEmpty {
      start = min(64 - rest.count, bytes.count)
      rest += bytes[..<start]
      guard rest.count == 64 else { return }
      absorb(rest, 1)
      rest.removeAll(keepingCapacity: true)
    }
    let whole = (bytes.count - start) / 64
    bytes[start...].withUnsafeBufferPointer { buffer in
      if whole > 0, let first = buffer.baseAddress { absorb(first, whole) }
    }
    rest += bytes[(start + 64 * whole)...]
  }

  /// Hands on the last blocks: what is left, the mark of the end, the length in bits.
  func finish(_ absorb: (UnsafePointer<UInt8>, Int) -> Void) {
    var tail = rest + [0x80]
    while tail.count % 64 != 56 { tail.append(0) }
    let bits = count * 8
    tail += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * $0)) }
    absorb(tail, tail.count / 64)
  }

  /// Words in hexadecimal, eight digits each.
  static func hexadecimal(_ words: [UInt32]) -> String {
    words.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }
}

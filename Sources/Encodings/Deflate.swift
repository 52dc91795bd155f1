/// Compression by RFC 1951: greedy matches, one dynamic Huffman code a block.
///
/// Browsers undo it (`DecompressionStream("deflate-raw")`). The same bytes always become the same bytes.
///
/// - Complexity: O(n) with at most `tries` comparisons a position.
package struct Deflate {
  /// Symbols a block; a code fits its block better where blocks are short, and costs some 100 bytes.
  private static let blockLength = 16_384

  /// The first length of each code from 257 on, with the number of bits that follow (section 3.2.5).
  private static let lengthCodes = codes(first: 3, extra: [0, 0, 0, 0] + (0..<24).map { $0 / 4 }, then: 258)
  /// The first distance of each code, with the number of bits that follow.
  private static let distanceCodes = codes(first: 1, extra: [0, 0] + (0..<28).map { $0 / 2 })
  /// The order in which the lengths of the codes for lengths stand.
  private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  private static func codes(first: Int, extra: [Int], then last: Int? = nil) -> [(first: Int, extra: Int)] {
    var next = first
    var codes: [(first: Int, extra: Int)] = []
    for bits in extra {
      codes.append((next, bits))
      next += 1 << bits
    }
    if let last { codes.append((last, 0)) }
    return codes
  }

  private var output: [UInt8] = []
  private var pending: UInt64 = 0
  private var pendingBits = 0

  /// `bytes` compressed.
  package static func compress(_ bytes: [UInt8]) -> [UInt8] {
    var writer = Deflate()
    let symbols = matches(in: bytes)
    var start = 0
    repeat {
      let end = min(start + blockLength, symbols.count)
      writer.block(symbols[start..<end], isLast: end == symbols.count)
      start = end
    } while start < symbols.count
    writer.finish()
    return writer.output
  }

  private static func code(_ value: Int, in codes: [(first: Int, extra: Int)]) -> Int {
    var (low, high) = (0, codes.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if codes[middle].first <= value { low = middle } else { high = middle }
    }
    return low
  }

  private mutating func block(_ symbols: ArraySlice<Symbol>, isLast: Bool) {
    var literalCounts = [Int](repeating: 0, count: 286)
    var distanceCounts = [Int](repeating: 0, count: 30)
    for symbol in symbols {
      if symbol.distance == 0 {
        literalCounts[symbol.length] += 1
      } else {
        literalCounts[257 + Self.code(symbol.length, in: Self.lengthCodes)] += 1
        distanceCounts[Self.code(symbol.distance, in: Self.distanceCodes)] += 1
      }
    }
    literalCounts[256] = 1
    // A code has at least one symbol, used or not.
    if distanceCounts.allSatisfy({ $0 == 0 }) { distanceCounts[0] = 1 }
    let literals = PrefixCode(counts: literalCounts, longest: 15)
    let distances = PrefixCode(counts: distanceCounts, longest: 15)
    let lengths = literals.lengths + distances.lengths
    var lengthCounts = [Int](repeating: 0, count: 19)
    for length in lengths { lengthCounts[length] += 1 }
    let header = PrefixCode(counts: lengthCounts, longest: 7)

    put(isLast ? 1 : 0, bits: 1)
    put(2, bits: 2)
    put(literals.lengths.count - 257, bits: 5)
    put(distances.lengths.count - 1, bits: 5)
    put(Self.order.count - 4, bits: 4)
    for index in Self.order { put(header.lengths[index], bits: 3) }
    for length in lengths { put(length, of: header) }
    for symbol in symbols {
      if symbol.distance == 0 {
        put(symbol.length, of: literals)
        continue
      }
      let length = Self.code(symbol.length, in: Self.lengthCodes)
      put(257 + length, of: literals)
      put(symbol.length - Self.lengthCodes[length].first, bits: Self.lengthCodes[length].extra)
      let distance = Self.code(symbol.distance, in: Self.distanceCodes)
      put(distance, of: distances)
      put(symbol.distance - Self.distanceCodes[distance].first, bits: Self.distanceCodes[distance].extra)
    }
    put(256, of: literals)
  }

  private mutating func put(_ symbol: Int, of code: PrefixCode) {
    put(code.bits[symbol], bits: code.lengths[symbol])
  }

  private mutating func put(_ value: Int, bits: Int) {
    pending |= UInt64(truncatingIfNeeded: value) << UInt64(pendingBits)
    pendingBits += bits
    while pendingBits >= 8 {
      output.append(UInt8(truncatingIfNeeded: pending))
      pending >>= 8
      pendingBits -= 8
    }
  }

  private mutating func finish() {
    if pendingBits > 0 { output.append(UInt8(truncatingIfNeeded: pending)) }
  }
}

/// A canonical Huffman code for bytes, no code longer than 15 bits.
///
/// Codes of one length follow each other in the order of the bytes they stand for, shorter codes come first, so the lengths
/// say everything (RFC 1951, section 3.2.2, has the same).
struct HuffmanCode: Sendable, Hashable {
  /// The greatest length: two lengths make a byte.
  static let longest = 15

  /// The length of each byte's code in bits; 0 for bytes that do not occur.
  let lengths: [UInt8]

  /// The code that takes the fewest bits for `bytes`.
  init(for bytes: [UInt8]) {
    var counts = [Int](repeating: 0, count: 256)
    for byte in bytes { counts[Int(byte)] += 1 }
    var lengths = Self.lengths(counts)
    // Counts that differ less make codes whose lengths differ less; in the end all are 1, and no code is longer than 8.
    while lengths.contains(where: { $0 > Self.longest }) {
      for byte in counts.indices where counts[byte] > 0 { counts[byte] = (counts[byte] + 1) / 2 }
      lengths = Self.lengths(counts)
    }
    self.lengths = lengths.map { UInt8(truncatingIfNeeded: $0) }
  }

  /// How deep each byte stands in the tree in which the two least counts are joined until one is left.
  private static func lengths(_ counts: [Int]) -> [Int] {
    var lengths = [Int](repeating: 0, count: counts.count)
    var trees = counts.indices.filter { counts[$0] > 0 }.map { (count: counts[$0], bytes: [$0]) }
    if trees.count == 1 { lengths[trees[0].bytes[0]] = 1 }
    while trees.count > 1 {
      trees.sort { $0.count > $1.count }
      let (one, other) = (trees.removeLast(), trees.removeLast())
      for byte in one.bytes + other.bytes { lengths[byte] += 1 }
      trees.append((one.count + other.count, one.bytes + other.bytes))
    }
    return lengths
  }

  /// The lengths, two a byte, the first in the upper half.
  var header: [UInt8] {
    stride(from: 0, to: lengths.count, by: 2).map { lengths[$0] << 4 | lengths[$0 + 1] }
  }

  /// The codes of `bytes` behind each other, the first bit on top; the last byte is filled with zeros.
  func encode(_ bytes: [UInt8]) -> [UInt8] {
    var codes = [UInt32](repeating: 0, count: lengths.count)
    var next: UInt32 = 0
    for length in 1...Self.longest {
      for byte in lengths.indices where Int(lengths[byte]) == length {
        codes[byte] = next
        next += 1
      }
      next <<= 1
    }
    var encoded: [UInt8] = []
    var (bits, held) = (UInt32(0), UInt32(0))
    for byte in bytes {
      let length = UInt32(lengths[Int(byte)])
      bits = bits << length | codes[Int(byte)]
      held += length
      while held >= 8 {
        held -= 8
        encoded.append(UInt8(truncatingIfNeeded: bits >> held))
      }
    }
    if held > 0 { encoded.append(UInt8(truncatingIfNeeded: bits << (8 - held))) }
    return encoded
  }
}

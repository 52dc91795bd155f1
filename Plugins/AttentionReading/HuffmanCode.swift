import Encodings

/// A Huffman code for bytes, no code longer than 15 bits, that its lengths say: two of them make a byte.
struct HuffmanCode: Sendable, Hashable {
  private let code: PrefixCode

  /// The code that takes the fewest bits for `bytes`.
  init(for bytes: [UInt8]) {
    var counts = [Int](repeating: 0, count: 256)
    for byte in bytes { counts[Int(byte)] += 1 }
    code = PrefixCode(counts: counts, longest: 15)
  }

  /// The lengths of all bytes' codes in bits, two a byte, the first in the upper half; 0 for bytes that do not occur.
  var header: [UInt8] {
    stride(from: 0, to: 256, by: 2).map { UInt8(code.lengths[$0] << 4 | code.lengths[$0 + 1]) }
  }

  /// The codes of `bytes` behind each other, the first bit on top; the last byte is filled with zeros.
  func encode(_ bytes: [UInt8]) -> [UInt8] {
    let words = zip(code.codes, code.lengths).map { (UInt32($0), UInt32($1)) }
    var encoded: [UInt8] = []
    var (bits, held) = (UInt32(0), UInt32(0))
    for byte in bytes {
      let (word, length) = words[Int(byte)]
      bits = bits << length | word
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

import ExplainerTestSupport

/// Reads a PNG of palette indices, eight bits each, without filters, and checks everything that can be checked.
struct PNGReader {
  /// What is wrong with a file.
  struct Fault: Error { let reason: String }

  let width: Int, height: Int
  let palette: [UInt8]
  let pixels: [UInt8]

  init(_ bytes: [UInt8]) throws(Fault) {
    guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else {
      throw Fault(reason: "signature")
    }
    var chunks: [(name: String, data: [UInt8])] = []
    var index = 8
    while index < bytes.count {
      guard bytes.count - index >= 12 else { throw Fault(reason: "cut short") }
      let length = Self.number(bytes[index..<index + 4])
      guard length <= bytes.count - index - 12 else { throw Fault(reason: "length of a chunk") }
      let body = Array(bytes[index + 4..<index + 8 + length])
      guard Self.number(bytes[index + 8 + length..<index + 12 + length]) == Int(Self.crc(body)) else {
        throw Fault(reason: "CRC of a chunk")
      }
      chunks.append((String(decoding: body.prefix(4), as: UTF8.self), Array(body.dropFirst(4))))
      index += 12 + length
    }
    guard chunks.map(\.name) == ["IHDR", "PLTE", "IDAT", "IEND"], chunks[0].data.count == 13,
      chunks[0].data.suffix(5) == [8, 3, 0, 0, 0], chunks[1].data.count % 3 == 0, chunks[3].data.isEmpty
    else { throw Fault(reason: "chunks") }
    width = Self.number(chunks[0].data[0..<4])
    height = Self.number(chunks[0].data[4..<8])
    palette = chunks[1].data
    let rows = try Self.inflated(chunks[2].data)
    guard rows.count == height * (width + 1) else { throw Fault(reason: "number of pixels") }
    var pixels: [UInt8] = []
    for row in 0..<height {
      guard rows[row * (width + 1)] == 0 else { throw Fault(reason: "filter of a row") }
      pixels += rows[row * (width + 1) + 1..<(row + 1) * (width + 1)]
    }
    self.pixels = pixels
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

  /// The content of a zlib stream.
  private static func inflated(_ stream: [UInt8]) throws(Fault) -> [UInt8] {
    guard stream.count >= 6, stream[0] & 0x0F == 8, (Int(stream[0]) << 8 | Int(stream[1])) % 31 == 0,
      stream[1] & 0x20 == 0
    else { throw Fault(reason: "head of the zlib stream") }
    guard let content = Inflate.bytes(of: Array(stream.dropFirst(2).dropLast(4))) else {
      throw Fault(reason: "compressed data")
    }
    guard number(stream.suffix(4)) == Int(adler(content)) else { throw Fault(reason: "Adler-32") }
    return content
  }

  /// CRC-32 as a division of polynomials, bit by bit from the first (ISO 3309).
  static func crc(_ bytes: [UInt8]) -> UInt32 {
    var rest: UInt32 = .max
    for byte in bytes {
      for bit in 0..<8 {
        let isOdd = (rest ^ UInt32(byte >> UInt8(bit))) & 1 == 1
        rest = isOdd ? rest >> 1 ^ 0xEDB8_8320 : rest >> 1
      }
    }
    return rest ^ .max
  }

  /// Adler-32: the sum of the bytes and the sum of those sums, modulo the greatest prime below 2^16.
  static func adler(_ bytes: [UInt8]) -> UInt32 {
    var (sum, sums) = (1, 0)
    for byte in bytes {
      sum = (sum + Int(byte)) % 65_521
      sums = (sums + sum) % 65_521
    }
    return UInt32(sums << 16 | sum)
  }
}

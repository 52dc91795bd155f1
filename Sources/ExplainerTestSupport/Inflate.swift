/// Undoes compression by RFC 1951, bit by bit as the text of the standard has it; nil for what is not such a stream.
package struct Inflate {
  private let bytes: [UInt8]
  private var index = 0
  private var output: [UInt8] = []

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// What `bytes` stand for.
  package static func bytes(of bytes: [UInt8]) -> [UInt8]? {
    var reader = Inflate(bytes)
    repeat {
      guard let isLast = reader.bits(1), reader.bits(2) == 2, reader.block() else { return nil }
      if isLast == 1 { return reader.output }
    } while true
  }

  private mutating func bits(_ count: Int) -> Int? {
    guard index + count <= bytes.count * 8 else { return nil }
    var value = 0
    for bit in 0..<count {
      value |= Int(bytes[index >> 3] >> UInt8(index & 7) & 1) << bit
      index += 1
    }
    return value
  }

  /// Symbols by the length of their code and the code.
  private typealias Code = [Int: Int]

  private static func code(_ lengths: [Int]) -> Code {
    var code: Code = [:]
    var next = 0
    for length in 1...15 {
      for (symbol, one) in lengths.enumerated() where one == length {
        code[length << 16 | next] = symbol
        next += 1
      }
      next <<= 1
    }
    return code
  }

  private mutating func symbol(_ code: Code) -> Int? {
    var value = 0
    for length in 1...15 {
      guard let bit = bits(1) else { return nil }
      value = value << 1 | bit
      if let symbol = code[length << 16 | value] { return symbol }
    }
    return nil
  }

  private mutating func block() -> Bool {
    guard let literalCount = bits(5), let distanceCount = bits(5), let headerCount = bits(4) else {
      return false
    }
    var header = [Int](repeating: 0, count: 19)
    for index in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15].prefix(headerCount + 4) {
      header[index] = bits(3) ?? 0
    }
    let headerCode = Self.code(header)
    var lengths: [Int] = []
    while lengths.count < literalCount + 257 + distanceCount + 1 {
      // Repeats (16 to 18) are not written.
      guard let length = symbol(headerCode), length < 16 else { return false }
      lengths.append(length)
    }
    let literals = Self.code(Array(lengths.prefix(literalCount + 257)))
    let distances = Self.code(Array(lengths.dropFirst(literalCount + 257)))
    while let next = symbol(literals) {
      if next == 256 { return true }
      if next < 256 {
        output.append(UInt8(next))
        continue
      }
      let extra = next < 265 || next == 285 ? 0 : (next - 261) / 4
      let first = next < 265 ? next - 254 : next == 285 ? 258 : (4 + (next - 261) % 4) << extra + 3
      guard let more = bits(extra), let code = symbol(distances) else { return false }
      let far = code < 4 ? 0 : code / 2 - 1
      guard let rest = bits(far) else { return false }
      let distance = (code < 4 ? code + 1 : (2 + code % 2) << far + 1) + rest
      guard distance <= output.count else { return false }
      for _ in 0..<first + more { output.append(output[output.count - distance]) }
    }
    return false
  }
}

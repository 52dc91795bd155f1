extension Deflate {
  private static let window = 32_768
  private static let longestMatch = 258
  private static let tries = 24

  /// A byte (`distance` 0, `length` its value), or so many bytes from so far behind.
  struct Symbol {
    var length: Int
    var distance: Int
  }

  /// The symbols that say `bytes`: at every place the longest match among the nearest candidates.
  static func matches(in bytes: [UInt8]) -> [Symbol] {
    var symbols: [Symbol] = []
    symbols.reserveCapacity(bytes.count / 4)
    var heads = [Int32](repeating: -1, count: 1 << 15)
    var previous = [Int32](repeating: -1, count: bytes.count)
    var index = 0
    while index < bytes.count {
      var best = Symbol(length: Int(bytes[index]), distance: 0)
      var bestLength = 3
      if index + 3 < bytes.count {
        let most = min(longestMatch, bytes.count - index)
        var candidate = Int(heads[hash(bytes, index)])
        var left = tries
        while candidate >= 0, index - candidate <= window - 1, left > 0, bestLength < most {
          left -= 1
          if bytes[candidate + bestLength] == bytes[index + bestLength] {
            var length = 0
            while length < most, bytes[candidate + length] == bytes[index + length] { length += 1 }
            if length > bestLength {
              bestLength = length
              best = Symbol(length: length, distance: index - candidate)
            }
          }
          candidate = Int(previous[candidate])
        }
      }
      symbols.append(best)
      let end = index + (best.distance == 0 ? 1 : best.length)
      while index < end {
        if index + 3 < bytes.count {
          let key = hash(bytes, index)
          previous[index] = heads[key]
          heads[key] = Int32(truncatingIfNeeded: index)
        }
        index += 1
      }
    }
    return symbols
  }

  private static func hash(_ bytes: [UInt8], _ index: Int) -> Int {
    let word =
      UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2]) << 16
      | UInt32(bytes[index + 3]) << 24
    return Int((word &* 2_654_435_761) >> 17)
  }
}

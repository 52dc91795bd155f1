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
    var place = 0
    while place < bytes.count {
      var best = Symbol(length: Int(bytes[place]), distance: 0)
      var bestLength = 3
      if place + 3 < bytes.count {
        let most = min(longestMatch, bytes.count - place)
        var candidate = Int(heads[hash(bytes, place)])
        var left = tries
        while candidate >= 0, place - candidate <= window - 1, left > 0, bestLength < most {
          left -= 1
          if bytes[candidate + bestLength] == bytes[place + bestLength] {
            var length = 0
            while length < most, bytes[candidate + length] == bytes[place + length] { length += 1 }
            if length > bestLength {
              bestLength = length
              best = Symbol(length: length, distance: place - candidate)
            }
          }
          candidate = Int(previous[candidate])
        }
      }
      symbols.append(best)
      let end = place + (best.distance == 0 ? 1 : best.length)
      while place < end {
        if place + 3 < bytes.count {
          let key = hash(bytes, place)
          previous[place] = heads[key]
          heads[key] = Int32(truncatingIfNeeded: place)
        }
        place += 1
      }
    }
    return symbols
  }

  private static func hash(_ bytes: [UInt8], _ place: Int) -> Int {
    let word =
      UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16
      | UInt32(bytes[place + 3]) << 24
    return Int((word &* 2_654_435_761) >> 17)
  }
}

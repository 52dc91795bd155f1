/// What the values of a JSON text hold in memory once they are read: up to forty times its bytes.
package enum ValueMemory {
  /// What a list or an object holds beside what is in it, in bytes.
  private static let container = 128
  /// What any value, and any member's name, holds beside its letters.
  private static let value = 32

  /// Whether the values of `text` hold no more than `limit` bytes, as near as its punctuation tells.
  ///
  /// - Complexity: O(1) for a text too short to hold as much, else O(bytes).
  package static func fits(_ text: ArraySlice<UInt8>, in limit: Int) -> Bool {
    guard text.count > limit / container else { return true }
    var (total, isInString, isEscaped) = (0, false, false)
    for byte in text {
      if isInString {
        total += 1
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "["), UInt8(ascii: "{"): total += container
      case UInt8(ascii: ","), UInt8(ascii: ":"): total += value
      default: break
      }
      if total > limit { return false }
    }
    return total <= limit
  }
}

/// What the values of a JSON text hold in memory once they are read: up to forty times its bytes.
public enum ValueMemory {
  /// What the values of a text may hold where its reader says nothing else, in bytes: what those of an explanation may.
  public static let most = 1 << 30

  /// What a list or an object holds beside what is in it, in bytes.
  private static let container = 128
  /// What any value holds beside its letters.
  private static let value = 32
  /// What a member's name holds beside its letters, with what finds it.
  private static let name = 96

  /// Where in `text` the values hold more than `limit` bytes, as near as its punctuation tells; nil where they do not, or
  /// where the text is nested too deeply before that: its reader says so.
  ///
  /// - Complexity: O(1) for a text too short to hold as much, else O(bytes).
  package static func end(of limit: Int, in text: [UInt8]) -> Int? {
    guard text.count > limit / container else { return nil }
    var (total, depth, isInString, isEscaped, offset) = (0, 0, false, false, 0)
    for byte in text {
      offset += 1
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
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        total += container
        depth += 1
        if depth > JSONScanner.maximumDepth { return nil }
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: ","): total += value
      case UInt8(ascii: ":"): total += name
      default: break
      }
      if total > limit { return offset - 1 }
    }
    return total > limit ? offset : nil
  }
}

package import JSON

extension JSONReader {
  /// The name `key`: small letters, digits and underscores, a letter first, at most 64.
  ///
  /// Names become folders, options and parts of file names.
  package func name(_ key: String) throws(JSONReadingError) -> String {
    let text = try words(key)
    guard Self.isName(text) else { throw Self.notAName(text, at: [key]) }
    return text
  }

  /// The names of the array `key`; none where it is missing.
  package func names(_ key: String) throws(JSONReadingError) -> [String] {
    let all = try strings(key)
    for (index, text) in all.enumerated() where !Self.isName(text) {
      throw Self.notAName(text, at: [key, "\(index)"])
    }
    return all
  }

  private static func isName(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z"), digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard let first = bytes.first, letters.contains(first), bytes.count <= 64 else { return false }
    return bytes.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "_") }
  }

  private static func notAName(_ text: String, at path: [String]) -> JSONReadingError {
    JSONReadingError(
      "'\(text)' is no name: small letters, digits and underscores, a letter first, at most 64", at: path)
  }
}

import Testing

@testable import Tokenization

/// Decoding of ids whose bytes are not text.
struct DecodingTests {
  /// The id of each byte, in the small tokenizer, is the byte.
  private let tokenizer: Tokenizer

  init() throws { tokenizer = try SmallTokenizer().load() }

  /// Each maximal part of a character becomes one U+FFFD, as in the Unicode Standard's tables 3-8 to 3-11 and
  /// in Rust's `from_utf8_lossy`.
  @Test(arguments: [
    ([0x61, 0xF1, 0x80, 0x80, 0xE1, 0x80, 0xC2, 0x62, 0x80, 0x63, 0x80, 0xBF, 0x64], "a???b?c??d"),
    ([0xC0, 0xAF, 0xE0, 0x80, 0xBF, 0xF0, 0x81, 0x82, 0x41], "????????A"),
    ([0xED, 0xA0, 0x80, 0xED, 0xBF, 0xBF, 0xED, 0xAF, 0x41], "????????A"),
    ([0xF4, 0x91, 0x92, 0x93, 0xFF, 0x41, 0x80, 0xBF, 0x42], "?????A??B"),
    ([0xE1, 0x80, 0xE2, 0xF0, 0x91, 0x92, 0xF1, 0xBF, 0x41], "????A"),
    ([0xF0, 0x9F, 0x98], "?"), ([0xF0, 0x9F, 0x98, 0x80], "😀"), ([0xEF, 0xBF, 0xBD], "\u{FFFD}"),
  ])
  func replacesMaximalParts(bytes: [Int], text: String) {
    #expect(tokenizer.decode(bytes) == String(text.map { $0 == "?" ? "\u{FFFD}" : $0 }))
  }

  /// The same for random bytes, against the definition.
  @Test func equalsDefinition() {
    var random = RandomText(seed: 11)
    let likely = [
      0x41, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5,
    ]
    for _ in 0..<3000 {
      let bytes = (0..<random.number(below: 9)).map { _ in likely[random.number(below: likely.count)] }
      #expect(tokenizer.decode(bytes) == Self.lossy(bytes.map { UInt8($0) }))
    }
  }

  /// Special tokens are left out on demand, and only they.
  @Test func skipsSpecialTokens() {
    let ids = tokenizer.encode("hello<|end|> wo").ids
    #expect(ids == [259, 262, 261])
    #expect(tokenizer.decode(ids) == "hello<|end|> wo")
    #expect(tokenizer.decode(ids, skipSpecialTokens: true) == "hello wo")
    #expect(tokenizer.decode([]) == "")
  }

  /// UTF-8 with U+FFFD for each maximal part of a character that is cut off or wrong: Unicode Standard,
  /// section 3.9, table 3-7.
  private static func lossy(_ bytes: [UInt8]) -> String {
    var text = ""
    var index = 0
    while index < bytes.count {
      let first = bytes[index]
      var end = index + 1
      var second: ClosedRange<UInt8> = 0x80...0xBF
      let length: Int
      switch first {
      case 0..<0x80: length = 1
      case 0xC2...0xDF: length = 2
      case 0xE0...0xEF: length = 3
      case 0xF0...0xF4: length = 4
      default: length = 0
      }
      switch first {
      case 0xE0: second = 0xA0...0xBF
      case 0xED: second = 0x80...0x9F
      case 0xF0: second = 0x90...0xBF
      case 0xF4: second = 0x80...0x8F
      default: break
      }
      while end < index + length, end < bytes.count,
        (end == index + 1 ? second : 0x80...0xBF).contains(bytes[end])
      {
        end += 1
      }
      text += end == index + length ? String(decoding: bytes[index..<end], as: UTF8.self) : "\u{FFFD}"
      index = end
    }
    return text
  }
}

import JSON
import Testing

@testable import Tokenization

/// What the tables say of all scalars, against what Hugging Face's `tokenizers` 0.23.3 does to each.
///
/// Recorded as counts and digests: see `make_unicode_tables.py`.
struct UnicodePropertyTests {
  /// Beyond are tags and private use only.
  private static let limit: UInt32 = 0x32000
  private static let fixture = try? JSONValue(
    parsing: Places.bytes("\(Places.root)/Tests/Fixtures/Tokenizers/unicode.json"))
  static let properties = fixture?["properties"]?.object?.members.map(\.key) ?? []

  /// Each property that a pattern can name, white space, and BERT's punctuation: the very same scalars.
  @Test(arguments: properties) func sets(name: String) throws {
    #expect(Self.properties.count > 30)
    let expected = try #require(Self.fixture?["properties"]?[name])
    let set: ScalarSet
    switch name {
    case "bert separates": set = .spaces
    case "bert punctuation": set = .bertPunctuation
    case "words": set = .words
    case "digits": set = .digits
    default: set = try #require(SplitPattern(name).sets.first)
    }
    var count = 0
    var digest = Digest()
    for scalar in 0..<Self.limit where Unicode.Scalar(scalar) != nil && set.contains(scalar) {
      count += 1
      digest.add(UInt64(scalar))
    }
    #expect(count == expected[0]?.int && digest.text == expected[1]?.string)
  }

  /// BERT's normal form of every scalar.
  @Test(arguments: [("uncased", true), ("cased", false)]) func normalForms(name: String, lowercases: Bool)
    throws
  {
    let normalizer = BertNormalizer(stripsAccents: lowercases, lowercases: lowercases)
    var digest = Digest()
    let scalars = (0..<Self.limit).compactMap(Unicode.Scalar.init)
    for start in stride(from: 0, to: scalars.count, by: 256) {
      let text = scalars[start..<min(start + 256, scalars.count)].map { "\($0)a" }.joined()
      for byte in Normalizer(steps: [.bert(normalizer)]).normalize(Array(text.utf8)) {
        digest.add(UInt64(byte))
      }
    }
    #expect(digest.text == Self.fixture?["normalized"]?[name]?.string)
  }

  /// FNV-1a with whole values in place of bytes.
  private struct Digest {
    private var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ next: UInt64) { value = (value ^ next) &* 0x100_0000_01B3 }

    var text: String {
      let digits = String(value, radix: 16, uppercase: true)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
  }
}

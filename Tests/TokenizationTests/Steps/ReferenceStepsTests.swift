import JSON
import Testing

@testable import Tokenization

/// Each component by itself, and several one behind the other, against tokenizers 0.23.3.
struct ReferenceStepsTests {
  private static let expected: JSONValue = {
    let bytes = Places.bytes("\(Places.root)/Tests/Fixtures/Tokenizers/steps.json")
    return (try? JSONValue(parsing: bytes)) ?? .null
  }()
  private static let texts = (expected["texts"]?.array ?? []).compactMap(\.string)
  private static func cases(_ key: String) -> Range<Int> { 0..<(expected[key]?.array?.count ?? 0) }

  private func field(_ golden: JSONValue) -> FieldReader {
    FieldReader(golden["component"], path: "steps.json", address: "")
  }

  private func ints(_ value: JSONValue?) throws -> [Int] { try #require(value?.array).compactMap(\.int) }

  /// Starts and ends of whole characters, in scalars, one behind the other.
  private func characters(_ ranges: [Range<Int>], in text: [UInt8]) -> [Int] {
    let scalars = ScalarCounts(text)
    return ranges.flatMap { range in
      // What was put before a text counts as part of the character behind it.
      let whole = scalars.widened(range.lowerBound..<max(range.upperBound, range.lowerBound + 1))
      return [scalars.before(whole.lowerBound), scalars.before(whole.upperBound)]
    }
  }

  private func about(_ golden: JSONValue, _ text: String) -> Comment {
    Comment(rawValue: "\(golden["component"]?.text() ?? "") \(text.debugDescription)")
  }

  /// A text's normal form, and the character that each of its characters is from.
  @Test(arguments: cases("normalizers")) func normalizers(index: Int) throws {
    let golden = try #require(Self.expected["normalizers"]?[index])
    let normalizer = try Normalizer(field(golden))
    #expect(Self.texts.count > 12 && Self.cases("normalizers").count > 20)
    for (index, text) in Self.texts.enumerated() {
      let utf8 = Array(text.utf8)
      let made = normalizer.normalize(utf8, utf8.indices)
      #expect(
        Array(made.bytes[made.range]) == golden["texts"]?[index]?.string.map { Array($0.utf8) },
        about(golden, text))
      var places: [Range<Int>] = []
      Cutter.lengths(1).cut(made.bytes, made.range) { places.append(made.source(of: $0)) }
      #expect(try characters(places, in: utf8) == ints(golden["offsets"]?[index]), about(golden, text))
    }
  }

  /// A text's words, and where they are.
  @Test(arguments: cases("pre_tokenizers")) func preTokenizers(index: Int) throws {
    let golden = try #require(Self.expected["pre_tokenizers"]?[index])
    let preTokenizer = try PreTokenizer(field(golden))
    #expect(Self.cases("pre_tokenizers").count > 40)
    for (index, text) in Self.texts.enumerated() {
      let utf8 = Array(text.utf8)
      let made = preTokenizer.words(of: NormalizedText(utf8, utf8.indices))
      let words = made.words.map { Array(made.text.bytes[$0]) }
      let places = made.words.map { made.text.source(of: $0) }
      let expected = try #require(golden["words"]?[index]?.array).compactMap(\.string)
      #expect(words == expected.map { Array($0.utf8) }, about(golden, text))
      #expect(try characters(places, in: utf8) == ints(golden["offsets"]?[index]), about(golden, text))
    }
  }

  /// What pieces become.
  @Test(arguments: cases("decoders")) func decoders(index: Int) throws {
    let golden = try #require(Self.expected["decoders"]?[index])
    let decoder = try PieceDecoder(field(golden))
    let lists = try #require(Self.expected["pieces"]?.array)
    #expect(lists.count > 8 && Self.cases("decoders").count > 15)
    for (index, list) in lists.enumerated() {
      let pieces = (list.array ?? []).compactMap(\.string)
      let made = String(decoding: decoder.decode(pieces.map { Array($0.utf8)[...] }), as: UTF8.self)
      #expect(made == golden["texts"]?[index]?.string, about(golden, pieces.description))
    }
  }

  /// The tokens of words: of equal sums that which was first, what is unknown as one or one by one, as bytes where all are
  /// there, affixes, words that are taken whole.
  @Test(arguments: cases("models")) func models(index: Int) throws {
    let golden = try #require(Self.expected["models"]?[index])
    let file: JSONValue = [
      "model": try #require(golden["component"]), "pre_tokenizer": ["type": "WhitespaceSplit"],
    ]
    let tokenizer = try ScratchFolder(["tokenizer.json": file.utf8()]).loadTokenizer()
    let words = (Self.expected["words"]?.array ?? []).compactMap(\.string)
    #expect(words.count > 10 && Self.cases("models").count > 12)
    for (index, word) in words.enumerated() {
      let made = tokenizer.encode(word)
      #expect(try made.ids == ints(golden["ids"]?[index]), about(golden, word))
      let offsets = made.characterOffsets.flatMap { [$0.lowerBound, $0.upperBound] }
      #expect(try offsets == ints(golden["offsets"]?[index]), about(golden, word))
    }
  }
}

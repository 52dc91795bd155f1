import JSON
import Testing

@testable import Tokenization

/// What is put around texts, and the trimming of offsets.
struct PostProcessorTests {
  private static let tokens: [AddedToken] = [
    AddedToken(id: 262, content: "<s>"), AddedToken(id: 263, content: "</s>"),
  ]

  private func load(_ processor: JSONValue, prefix: Bool = false) throws -> Tokenizer {
    var small = SmallTokenizer()
    small.sections["post_processor"] = processor
    small.sections["pre_tokenizer"] = ["type": "ByteLevel", "add_prefix_space": .bool(prefix)]
    small.sections["added_tokens"] = .array(
      Self.tokens.map { ["id": .integer($0.id), "content": .string($0.content), "special": true] })
    return try small.load()
  }

  /// RoBERTa: `<s> A </s>`, and `<s> A </s> </s> B </s>` in one segment.
  @Test func roberta() throws {
    let tokenizer = try load([
      "type": "RobertaProcessing", "sep": ["</s>", 263], "cls": ["<s>", 262], "trim_offsets": true,
      "add_prefix_space": false,
    ])
    let single = tokenizer.encode("hello wo")
    #expect(single.ids == [262, 259, 261, 263])
    #expect(single.specialMask == [true, false, false, true])
    #expect(single.byteOffsets == [0..<0, 0..<5, 6..<8, 0..<0])
    #expect(single.byteRanges == [0..<0, 0..<5, 5..<8, 0..<0])
    #expect(tokenizer.encode("hello", addSpecialTokens: false).ids == [259])
    let pair = tokenizer.encode("hello", and: "he")
    #expect(pair.ids == [262, 259, 263, 263, 256, 263])
    #expect(pair.segmentIDs == [0, 0, 0, 0, 0, 0])
    #expect(pair.sequenceIDs == [nil, 0, nil, nil, 1, nil])
  }

  /// A template says what goes where, in which segment.
  @Test func template() throws {
    let a: JSONValue = ["Sequence": ["id": "A", "type_id": 0]]
    let b: JSONValue = ["Sequence": ["id": "B", "type_id": 1]]
    let mark: JSONValue = ["SpecialToken": ["id": "<s>", "type_id": 1]]
    let tokenizer = try load([
      "type": "TemplateProcessing", "single": [mark, a], "pair": [a, mark, b],
      "special_tokens": ["<s>": ["id": "<s>", "ids": [262], "tokens": ["<s>"]]],
    ])
    #expect(tokenizer.encode("he").ids == [262, 256])
    let pair = tokenizer.encode("he", and: "ll")
    #expect(pair.ids == [256, 262, 257])
    #expect(pair.segmentIDs == [0, 1, 1])
  }

  /// Without a post-processor a pair is one text behind the other, in segments 0 and 1.
  @Test func nothing() throws {
    let pair = try load(.null).encode("he", and: "ll")
    #expect(pair.ids == [256, 257])
    #expect(pair.segmentIDs == [0, 1] && pair.sequenceIDs == [0, 1])
  }

  /// A space put before the text has no bytes of its own; its offsets are those of the character behind it,
  /// from which Hugging Face trims one byte, or character, where the space is a token by itself.
  @Test func prefixSpace() throws {
    let tokenizer = try load(
      ["type": "ByteLevel", "trim_offsets": true, "add_prefix_space": true], prefix: true)
    let encoding = tokenizer.encode("éh wo")
    #expect(encoding.pieces == ["Ġ", "Ã", "©", "h", "Ġwo"])
    #expect(encoding.byteRanges == [0..<0, 0..<1, 1..<2, 2..<3, 3..<6])
    #expect(encoding.byteOffsets == [0..<1, 0..<2, 0..<2, 2..<3, 4..<6])
    #expect(encoding.characterOffsets == [0..<0, 0..<1, 0..<1, 1..<2, 3..<5])
    #expect(tokenizer.encode(" wo").ids == [261])
    #expect(tokenizer.encode("wo").ids == [261])
    #expect(tokenizer.encode("").isEmpty)
  }
}

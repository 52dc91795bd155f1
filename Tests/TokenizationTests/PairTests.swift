import JSON
import Testing

@testable import Tokenization

/// Pairs of texts, and texts cut to a limit, against what Hugging Face's `tokenizers` makes of them.
struct PairTests {
  /// The demonstration models' tokenizers: 135 pairs, recorded with `tokenizers` 0.23.3.
  @Test(arguments: Places.demos) func demonstrationModels(name: String) throws {
    let lines = try GoldenLine.lines(Places.bytes("\(Places.root)/Tests/Fixtures/Tokenizers/pairs.jsonl"))
    let own = lines.filter { $0.value["name"]?.string == name }
    #expect(own.count == 45)
    try Self.check(own, Tokenizer(directory: Places.demo(name)))
  }

  /// Ids, segments, the text each token is of, and offsets in it; and the same cut to a limit.
  static func check(_ lines: [GoldenLine], _ tokenizer: Tokenizer) throws {
    for line in lines {
      let first = try #require(line.value["a"]?.string)
      let second = try #require(line.value["b"]?.string)
      let pair = tokenizer.encode(first, and: second)
      #expect(pair.ids == line.ints("ids"))
      #expect(pair.segmentIDs == line.ints("type_ids"))
      #expect(pair.characterOffsets == line.ranges("offsets_char"))
      #expect(pair.sequenceIDs == line.value["sequence_ids"]?.array?.map(\.int))
      #expect(tokenizer.encode(first, and: second, limit: 24).ids == line.ints("longest_first_24"))
      #expect(tokenizer.encode(first, limit: 16).ids == line.ints("a_only_truncated_16"))
    }
  }
}

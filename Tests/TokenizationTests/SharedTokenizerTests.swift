import JSON
import Testing

@testable import Tokenization

/// Real tokenizers against what Hugging Face's `tokenizers` makes of 1,400 texts each.
///
/// Runs where the folder `../shared` is present.
@Suite(.enabled(if: Places.exists(Places.shared), "needs ../shared/tokenizers"))
struct SharedTokenizerTests {
  /// Every line is equal in ids, tokens, offsets, mask and decoded text, whichever files the tokenizer comes
  /// from.
  @Test(arguments: ["gpt2", "roberta-base", "bart-base"]) func equalsReference(name: String) throws {
    let folder = "\(Places.shared)/\(name)"
    var files: [String: [UInt8]] = [:]
    for file in ["vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json"] {
      files[file] = Places.bytes("\(folder)/\(file)")
    }
    let lines = try GoldenLine.lines(Places.unpacked("\(Places.shared)/expected/\(name).jsonl.gz"))
    #expect(lines.count > 1000)
    let tokenizer = try Tokenizer(directory: folder)
    let differences = lines.flatMap { $0.differences(tokenizer) }
    #expect(differences.isEmpty, "\(differences.count): \(differences.prefix(5))")

    var others = [try ScratchFolder(files).loadTokenizer()]
    if name == "gpt2" { others.append(try Tokenizer(directory: "\(folder)-newformat")) }
    for line in lines {
      let encoding = tokenizer.encode(line.text)
      for other in others {
        #expect(other.encode(line.text) == encoding)
        #expect(other.decode(encoding.ids, skipSpecialTokens: true) == line.value["decoded_skip"]?.string)
      }
    }
  }

  /// Pairs of texts: ids, segments, the text each token is of, and offsets in it.
  @Test(arguments: ["gpt2", "roberta-base", "bart-base"]) func pairsEqualReference(name: String) throws {
    let tokenizer = try Tokenizer(directory: "\(Places.shared)/\(name)")
    let lines = try GoldenLine.lines(Places.unpacked("\(Places.shared)/expected/\(name).pairs.jsonl.gz"))
    #expect(lines.count > 50)
    for line in lines {
      let first = try #require(line.value["a"]?.string)
      let second = try #require(line.value["b"]?.string)
      let pair = tokenizer.encode(first, and: second)
      #expect(pair.ids == line.ints("ids"))
      #expect(pair.segmentIDs == line.ints("type_ids"))
      #expect(pair.characterOffsets == line.ranges("offsets_char"))
      #expect(pair.sequenceIDs == line.value["sequence_ids"]?.array?.map(\.int))
    }
  }

  /// The ids Hugging Face published for DistilGPT-2, which has GPT-2's tokenizer.
  ///
  /// The published decoded texts have spaces before punctuation removed, which `transformers` no longer does.
  @Test func equalsPublished() throws {
    let tokenizer = try Tokenizer(directory: "\(Places.shared)/gpt2")
    let published = try JSONValue(
      parsing: Places.bytes("\(Places.shared)/expected/published/tokenizer_tests.json"))
    let cases = try #require(published["distilgpt2"]?.array)
    #expect(cases.count > 10)
    for entry in cases {
      let text = try #require(entry["input"]?.string)
      let ids = entry["encoded"]?["input_ids"]?.array?.compactMap(\.int)
      #expect(tokenizer.encode(text).ids == ids)
      #expect(tokenizer.decode(ids ?? []) == text)
    }
  }
}

import JSON
import Testing

@testable import Tokenization

/// Real tokenizers against what Hugging Face's `tokenizers` makes of 1,400 texts each, more of the same where the folder
/// `../shared` lies beside the checkout.
///
/// What they hold is held everywhere by `DemoTokenizerTests`, `PairTests` and `SplitPatternTests`, with the vocabularies
/// that the project may ship.
struct RealTokenizerTests {
  /// Every line is equal in ids, tokens, offsets, mask and decoded text, whichever files the tokenizer comes
  /// from.
  @Test(arguments: Places.real(["gpt2", "roberta-base", "bart-base"])) func equalsReference(name: String)
    throws
  {
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

  /// BERT: the same from each of the layouts its files come in.
  @Test(arguments: BertLayout.present) func bertEqualsReference(layout: BertLayout) throws {
    let tokenizer = try layout.load()
    let lines = try GoldenLine.lines(
      Places.unpacked("\(Places.shared)/expected/bert-base-uncased.jsonl.gz"))
    #expect(lines.count > 1400)
    let differences = lines.flatMap { $0.differences(tokenizer) }
    #expect(differences.isEmpty, "\(differences.count): \(differences.prefix(5))")
    for line in lines { #expect(tokenizer.encode(line.text).byteRanges == line.ranges("offsets_byte")) }
    try checkPairs("bert-base-uncased", tokenizer)
    #expect(tokenizer.vocabularySize == 30522 && tokenizer.pieceCount == 30522)
    let roles: [SpecialTokenRole] = [.padding, .unknown, .classifier, .separator, .mask, .beginning, .end]
    #expect(roles.map { tokenizer.id(of: $0) } == [0, 100, 101, 102, 103, nil, nil])
    #expect(tokenizer.addedTokens.map(\.id) == [0, 100, 101, 102, 103])
  }

  /// Pairs of texts: ids, segments, the text each token is of, and offsets in it; and texts cut to a limit.
  @Test(arguments: Places.real(["gpt2", "roberta-base", "bart-base"])) func pairsEqualReference(name: String)
    throws
  {
    try checkPairs(name, Tokenizer(directory: "\(Places.shared)/\(name)"))
  }

  private func checkPairs(_ name: String, _ tokenizer: Tokenizer) throws {
    let lines = try GoldenLine.lines(Places.unpacked("\(Places.shared)/expected/\(name).pairs.jsonl.gz"))
    #expect(lines.count > 50)
    try PairTests.check(lines, tokenizer)
  }

  /// A vocabulary of 100,000 behind the pattern that Llama-3 and Qwen2 have too, from a `tokenizer.json` alone.
  @Test(arguments: Places.real(["cl100k"])) func splitEqualsReference(name: String) throws {
    let tokenizer = try Tokenizer(file: "\(Places.shared)/\(name)/tokenizer.json")
    let lines = try GoldenLine.lines(Places.unpacked("\(Places.shared)/expected/\(name).jsonl.gz"))
    #expect(lines.count > 1000)
    let differences = lines.flatMap { $0.differences(tokenizer) }
    #expect(differences.isEmpty, "\(differences.count): \(differences.prefix(5))")
  }

  /// The files `bert-base-uncased` can be loaded from.
  enum BertLayout: CaseIterable {
    case folder, tokenizerFile, vocabulary, vocabularyAndSettings

    /// All of them, where the model is there.
    static let present = Places.real(["bert-base-uncased"]).flatMap { _ in allCases }

    func load() throws -> Tokenizer {
      let folder = "\(Places.shared)/bert-base-uncased"
      func scratch(_ names: String...) throws -> Tokenizer {
        let files = names.map { ($0, Places.bytes("\(folder)/\($0)")) }
        return try ScratchFolder(Dictionary(uniqueKeysWithValues: files)).loadTokenizer()
      }
      switch self {
      case .folder: return try Tokenizer(directory: folder)
      case .tokenizerFile: return try Tokenizer(file: "\(folder)/tokenizer.json")
      case .vocabulary: return try scratch("vocab.txt")
      case .vocabularyAndSettings:
        return try scratch("vocab.txt", "tokenizer_config.json", "special_tokens_map.json")
      }
    }
  }

  /// The ids Hugging Face published for DistilGPT-2, which has GPT-2's tokenizer.
  ///
  /// The published decoded texts have spaces before punctuation removed, which `transformers` no longer does.
  @Test(arguments: Places.real(["gpt2"])) func equalsPublished(name: String) throws {
    let tokenizer = try Tokenizer(directory: "\(Places.shared)/\(name)")
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

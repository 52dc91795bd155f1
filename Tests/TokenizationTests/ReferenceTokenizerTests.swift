import JSON
import Testing

@testable import Tokenization

/// Whole tokenizers against what Hugging Face's `tokenizers` makes of many texts.
struct ReferenceTokenizerTests {
  /// Every line is equal in ids, tokens, offsets, mask and decoded text; with `tokenizer.json` alone too, where it says
  /// everything.
  @Test(arguments: ReferenceTokenizer.all) func equalsReference(reference: ReferenceTokenizer) throws {
    try check(reference.load(), reference)
    guard !reference.isReadAlone else { return }
    try check(Tokenizer(file: "\(reference.folder)/tokenizer.json"), reference)
  }

  /// The vocabulary's own files, without `tokenizer.json`, give the same tokenizer; all but one have settings that name
  /// every special token.
  @Test(
    arguments: ReferenceTokenizer.all.filter { $0.testDescription != "demo-gpt2" && $0.hasVocabularyFiles })
  func equalsReferenceFromSeparateFiles(reference: ReferenceTokenizer) throws {
    if reference.has("vocab.txt") { try check(reference.load("vocab.txt"), reference) }
    let settings = try reference.load(
      "vocab.txt", "vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json")
    try check(settings, reference)
  }

  /// The one of which they do not, where `special_tokens_map.json` does.
  @Test func equalsReferenceWithSpecialTokensMap() throws {
    let reference = try #require(ReferenceTokenizer.all.first)
    let names = """
      {"bos_token": "<s>", "eos_token": {"content": "</s>", "lstrip": false}, "unk_token": "<unk>",
       "pad_token": "<pad>", "mask_token": "<mask>"}
      """
    var files = ["special_tokens_map.json": Array(names.utf8)]
    for file in ["vocab.json", "merges.txt"] { files[file] = Places.bytes("\(reference.folder)/\(file)") }
    try check(ScratchFolder(files).loadTokenizer(), reference)
  }

  /// The tokens with parts to play are known.
  @Test(arguments: Places.demos) func knowsRoles(name: String) throws {
    let tokenizer = try Tokenizer(directory: Places.demo(name))
    let roles: [SpecialTokenRole] =
      name == "demo-gpt2" ? [.end, .unknown] : [.mask, .classifier, .separator, .padding, .unknown]
    for role in roles {
      #expect(tokenizer.id(of: role).map(tokenizer.isSpecial) == true, "\(role)")
    }
  }

  /// Merges written as pairs mean the same as merges written as lines.
  @Test func equalsReferenceWithMergesAsLines() throws {
    let value = try JSONValue(parsing: Places.bytes("\(Places.demo)/tokenizer.json"))
    var file = try #require(value.object)
    var model = try #require(file["model"]?.object)
    let merges = try #require(model["merges"]?.array)
    model["merges"] = .array(
      merges.map { .string($0.string ?? ($0.array ?? []).compactMap(\.string).joined(separator: " ")) })
    file["model"] = .object(model)
    let folder = ScratchFolder(["tokenizer.json": JSONValue.object(file).utf8()])
    try check(folder.loadTokenizer(), #require(ReferenceTokenizer.all.first))
  }

  private func check(_ tokenizer: Tokenizer, _ reference: ReferenceTokenizer) throws {
    let lines = try reference.lines()
    #expect(lines.count > 50)
    let differences = lines.flatMap { $0.differences(tokenizer) }
    #expect(differences.isEmpty, "\(differences.count): \(differences.prefix(5))")
  }

  /// Pairs of texts: ids, segments, the text each token is of, and offsets in it; and texts cut to a limit.
  @Test(arguments: ReferenceTokenizer.all.filter { !$0.isReadAlone && $0.testDescription != "cl100k" })
  func pairsEqualReference(reference: ReferenceTokenizer) throws {
    let tokenizer = try reference.load()
    let lines = try reference.pairs()
    #expect(lines.count > 40)
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

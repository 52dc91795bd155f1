import JSON
import Testing

@testable import Tokenization

/// The demonstration model's tokenizer against what Hugging Face's `tokenizers` makes of some 300 texts.
struct DemoTokenizerTests {
  /// Every line is equal in ids, tokens, offsets, mask and decoded text.
  @Test func equalsReference() throws {
    try check(Tokenizer(directory: Places.demo))
  }

  /// `vocab.json` and `merges.txt` with the special tokens listed beside them give the same tokenizer.
  @Test func equalsReferenceFromSeparateFiles() throws {
    let folder = ScratchFolder([
      "vocab.json": Places.bytes("\(Places.demo)/vocab.json"),
      "merges.txt": Places.bytes("\(Places.demo)/merges.txt"),
      "special_tokens_map.json": Array(
        """
        {"bos_token": "<s>", "eos_token": {"content": "</s>", "lstrip": false}, "unk_token": "<unk>",
         "pad_token": "<pad>", "mask_token": "<mask>"}
        """.utf8),
    ])
    let tokenizer = try folder.loadTokenizer()
    try check(tokenizer)
    #expect(tokenizer.id(of: .end) == 2)
    #expect(tokenizer.id(of: .mask) == 4)
    #expect(tokenizer.id(of: .classifier) == nil)
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
    try check(folder.loadTokenizer())
  }

  private func check(_ tokenizer: Tokenizer) throws {
    let lines = try GoldenLine.lines(Places.bytes(Places.demoExpected))
    #expect(lines.count > 200)
    let differences = lines.flatMap { $0.differences(tokenizer) }
    #expect(differences.isEmpty, "\(differences.count): \(differences.prefix(5))")
  }
}

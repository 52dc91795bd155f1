import JSON
import Testing

@testable import Tokenization

/// The demonstration models' tokenizers against what Hugging Face's `tokenizers` makes of many texts.
struct DemoTokenizerTests {
  /// Every line is equal in ids, tokens, offsets, mask and decoded text.
  @Test(arguments: Places.demos) func equalsReference(name: String) throws {
    try check(Tokenizer(directory: Places.demo(name)), name)
  }

  /// The vocabulary's own files, without `tokenizer.json`, give the same tokenizer.
  @Test(arguments: Places.demos) func equalsReferenceFromSeparateFiles(name: String) throws {
    var files = [
      "special_tokens_map.json": Array(
        """
        {"bos_token": "<s>", "eos_token": {"content": "</s>", "lstrip": false}, "unk_token": "<unk>",
         "pad_token": "<pad>", "mask_token": "<mask>"}
        """.utf8)
    ]
    // Of BART the settings say what stands around a text.
    let settings = "tokenizer_config.json"
    if name == "demo-bart" { files = [settings: Places.bytes("\(Places.demo(name))/\(settings)")] }
    for file in ["vocab.json", "merges.txt"] { files[file] = Places.bytes("\(Places.demo(name))/\(file)") }
    if Places.exists("\(Places.demo(name))/vocab.txt") {
      files = ["vocab.txt": Places.bytes("\(Places.demo(name))/vocab.txt")]
    }
    try check(ScratchFolder(files).loadTokenizer(), name)
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
    try check(folder.loadTokenizer(), "demo-gpt2")
  }

  private func check(_ tokenizer: Tokenizer, _ name: String) throws {
    let lines = try GoldenLine.lines(Places.bytes(Places.demoExpected(name)))
    #expect(lines.count > 50)
    let differences = lines.flatMap { $0.differences(tokenizer) }
    #expect(differences.isEmpty, "\(differences.count): \(differences.prefix(5))")
  }
}

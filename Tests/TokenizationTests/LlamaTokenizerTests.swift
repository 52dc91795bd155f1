import JSON
import Testing

@testable import Tokenization

/// Byte-pair encoding of characters that falls back to bytes, as tokenizers 0.23.3 and transformers 5.24.0 have it.
struct LlamaTokenizerTests {
  private static let folder = "\(Places.root)/Tests/Fixtures/Models/llama3"
  private static let expected: JSONValue = {
    let bytes = Places.bytes("\(Places.root)/Tests/Fixtures/Tokenizers/llama.json")
    return (try? JSONValue(parsing: bytes)) ?? .null
  }()
  private static let texts = (expected["texts"]?.array ?? []).compactMap(\.string)

  /// The file with changes, each a member by its path.
  private func file(_ changes: JSONObject) throws -> JSONValue {
    var document = try JSONValue(parsing: Places.bytes("\(Self.folder)/tokenizer.json"))
    for (path, value) in changes.members {
      if path == "without" {
        for piece in (value.array ?? []).compactMap(\.string) {
          document = set(document, ["model", "vocab", piece], nil)
        }
      } else {
        document = set(document, path.split(separator: "/").map(String.init)[...], value)
      }
    }
    return document
  }

  private func set(_ document: JSONValue, _ path: ArraySlice<String>, _ value: JSONValue?) -> JSONValue {
    guard let key = path.first, var object = document.object else { return document }
    object[key] = path.count == 1 ? value : set(object[key] ?? .null, path.dropFirst(), value)
    return .object(object)
  }

  /// Ids, tokens, offsets and decoded texts are the reference's, with the file as it is and with changes of it.
  @Test(arguments: 0..<(expected["file"]?.array?.count ?? 0)) func equalsReference(_ index: Int) throws {
    let golden = try #require(Self.expected["file"]?[index])
    let json = try file(#require(golden["changes"]?.object))
    let tokenizer = try ScratchFolder(["tokenizer.json": json.utf8()]).loadTokenizer()
    #expect(Self.texts.count > 35)
    for (text, line) in zip(Self.texts, golden["lines"]?.array ?? []) {
      let made = tokenizer.encode(text)
      let golden = GoldenLine(number: 0, text: text, value: line)
      #expect(made.ids == golden.ints("ids"), "\(text.debugDescription)")
      #expect(made.pieces == golden.strings("tokens"))
      #expect(made.characterOffsets == golden.ranges("offsets"), "\(text.debugDescription)")
      #expect(tokenizer.decode(made.ids) == line["decoded"]?.string)
      #expect(tokenizer.decode(made.ids, skipSpecialTokens: true) == line["bare"]?.string)
    }
    let broken = [0x61, 0xE4, 0xB8, 0xAD, 0xE4, 0xB8].map { $0 + 3 } + [500, 0x83, 2, 0x23]
    #expect(tokenizer.decode(broken, skipSpecialTokens: true) == golden["broken"]?.string)
  }

  /// What `tokenizer_config.json` makes of it: the class `LlamaTokenizer` takes vocabulary and merges alone, and puts a
  /// space before the text its own way.
  @Test(arguments: 0..<(expected["classes"]?.array?.count ?? 0)) func classes(_ index: Int) throws {
    let golden = try #require(Self.expected["classes"]?[index])
    var config = try #require(
      try JSONValue(parsing: Places.bytes("\(Self.folder)/tokenizer_config.json")).object)
    for (key, value) in golden["settings"]?.object?.members ?? [] { config[key] = value }
    let tokenizer = try ScratchFolder([
      "tokenizer.json": Places.bytes("\(Self.folder)/tokenizer.json"),
      "config.json": Places.bytes("\(Self.folder)/config.json"),
      "tokenizer_config.json": JSONValue.object(config).utf8(),
    ]).loadTokenizer()
    for (index, text) in Self.texts.enumerated() {
      let ids = (golden["ids"]?[index]?.array ?? []).compactMap(\.int)
      #expect(tokenizer.encode(text).ids == ids, "\(text.debugDescription)")
      #expect(tokenizer.decode(ids) == golden["decoded"]?[index]?.string, "\(text.debugDescription)")
    }
  }

  /// The bytes of a text's tokens are the text, behind the space that is put before it.
  @Test func bytes() throws {
    let tokenizer = try Tokenizer(directory: Self.folder)
    for text in Self.texts where !text.isEmpty && !text.contains("<") && !text.contains("\u{2581}") {
      let ids = tokenizer.encode(text, addSpecialTokens: false).ids
      #expect(
        ids.flatMap { tokenizer.bytes(of: $0) ?? [] } == Array(" \(text)".utf8), "\(text.debugDescription)")
    }
  }
}

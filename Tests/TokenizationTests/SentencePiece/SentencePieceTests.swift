import JSON
import Testing

@testable import Tokenization

/// Real models of SentencePiece, against SentencePiece 0.2.3 itself and transformers 5.24.0 with tokenizers 0.23.3.
struct SentencePieceTests {
  private static let folder = "\(Places.root)/Tests/Fixtures/Tokenizers/SentencePiece"
  private static let expected: JSONValue = {
    (try? JSONValue(parsing: Places.bytes("\(folder)/expected.json"))) ?? .null
  }()
  private static let texts = (expected["texts"]?.array ?? []).compactMap(\.string)
  static let models = expected["models"]?.object?.members.map(\.key) ?? []

  private static func load(
    _ model: String, as name: String, _ config: JSONValue, _ others: [String: [UInt8]] = [:]
  ) throws -> Tokenizer {
    let files = [name: Places.bytes("\(folder)/\(model).model"), "tokenizer_config.json": config.utf8()]
    return try ScratchFolder(files.merging(others) { $1 }).loadTokenizer()
  }

  /// Without a class that makes something else of it, a model cuts a text as SentencePiece does, or where transformers'
  /// components cannot do that, as these do; there special tokens are found in texts, too.
  @Test(arguments: models) func equalsSentencePiece(model: String) throws {
    let golden = try #require(Self.expected["models"]?[model])
    let tokenizer = try Self.load(model, as: "tokenizer.model", ["tokenizer_class": "TokenizersBackend"])
    #expect(Self.models.count == 7 && Self.texts.count > 120)
    var same = 0
    for (index, text) in Self.texts.enumerated() {
      let other = golden["backend"]?[String(index)]
      let made = tokenizer.encode(text, addSpecialTokens: false)
      let ids = try #require((other?["ids"] ?? golden["ids"]?[index])?.array).compactMap(\.int)
      #expect(made.ids == ids, "\(text.debugDescription)")
      let decoded = try #require((other?["decoded"] ?? golden["decoded"]?[index])?.string)
      #expect(Array(tokenizer.decode(ids).utf8) == Array(decoded.utf8), "\(text.debugDescription)")
      guard ids == golden["ids"]?[index]?.array?.compactMap(\.int) else { continue }
      same += 1
      let pieces = try #require(golden["pieces"]?[index]?.array).compactMap(\.string)
      // What is unknown is said in the text's words there, and in the normal form's, or not at all, here.
      for (id, piece) in zip(ids, zip(made.pieces, pieces)) where id != tokenizer.id(of: .unknown) {
        #expect(Array(piece.0.utf8) == Array(piece.1.utf8), "\(text.debugDescription)")
      }
    }
    #expect(same > 50)
  }

  /// A class with a constructor takes the pieces, and adds everything else, as it does to a `tokenizer.json`.
  @Test(arguments: 0..<(expected["classes"]?.array?.count ?? 0)) func classes(index: Int) throws {
    let golden = try #require(Self.expected["classes"]?[index])
    let config = try #require(golden["config"])
    let tokenizer = try Self.load(
      try #require(golden["model"]?.string), as: try #require(golden["file"]?.string), config)
    let lines = try #require(golden["ids"]?.array)
    #expect(lines.count > 50)
    for (index, line) in lines.enumerated() {
      let ids = (line.array ?? []).compactMap(\.int)
      let about = Comment(rawValue: "\(config.text()) \(Self.texts[index].debugDescription)")
      #expect(tokenizer.encode(Self.texts[index]).ids == ids, about)
      #expect(
        Array(tokenizer.decode(ids).utf8) == golden["decoded"]?[index]?.string.map { Array($0.utf8) }, about)
    }
  }

  /// Marian's pieces are SentencePiece's own, its ids those of `vocab.json`.
  @Test(arguments: ["unigram_nfkc", "unigram_marks"]) func marian(model: String) throws {
    let golden = try #require(Self.expected["marian"])
    let tokenizer = try Self.load(
      model, as: "source.spm", ["tokenizer_class": "MarianTokenizer"],
      ["vocab.json": try #require(golden["vocab"]).utf8()])
    let lines = try #require(golden["lines"]?[model])
    let texts = (golden["texts"]?.array ?? []).compactMap(\.string)
    #expect(texts.count > 60)
    for (index, text) in texts.enumerated() {
      let ids = try #require(lines["ids"]?[index]?.array).compactMap(\.int)
      let pieces = try #require(lines["pieces"]?[index]?.array).compactMap(\.string)
      let about = Comment(rawValue: text.debugDescription)
      #expect(tokenizer.encode(text).ids == ids, about)
      #expect(
        tokenizer.encode(text, addSpecialTokens: false).pieces.map { Array($0.utf8) }
          == pieces.map { Array($0.utf8) }, about)
      #expect(tokenizer.decode(ids) == lines["decoded"]?[index]?.string, about)
      #expect(tokenizer.decode(ids, skipSpecialTokens: true) == lines["skip"]?[index]?.string, about)
    }
  }
}

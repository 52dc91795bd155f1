import Diagnostics
import Encodings
import JSON
import Testing

@testable import Tokenization

/// A vocabulary as ggml keeps it gives the ids of the tokenizer it was made from.
@Suite struct GGMLVocabularyTests {
  private static let ways = "\(Places.root)/Tests/Fixtures/GGUF/ways.json"

  /// Real tokenizers that are there, with what ggml calls the way each cuts texts.
  private static let real: [(name: String, kind: GGMLVocabulary.Kind, way: String)] = [
    ("gpt2", .bytes, "gpt-2"), ("cl100k", .bytes, "dbrx"), ("gpt-neox-20b", .bytes, "olmo"),
    ("phi-3-mini", .characters, "default"), ("t5-small", .unigram, "default"),
    ("bert-base-uncased", .wordPiece, "bert-bge"),
  ].filter { Places.exists("\(Places.shared)/\($0.0)") }

  /// The vocabulary of a `tokenizer.json`, written down as llama.cpp's converter does it.
  private static func converted(_ name: String, _ kind: GGMLVocabulary.Kind, _ way: String) throws
    -> GGMLVocabulary
  {
    let path = "\(Places.shared)/\(name)/tokenizer.json"
    let file = try JSONValue(parsing: Places.bytes(path))
    let original = try Tokenizer(file: path)
    var pieces = (0..<original.vocabularySize).map { original.piece(of: $0) ?? "[PAD\($0)]" }
    var parts = pieces.indices.map { original.piece(of: $0) == nil ? GGMLVocabulary.Part.unused : .usual }
    for token in original.addedTokens { parts[token.id] = token.isSpecial ? .control : .user }
    let scored = file["model"]?["vocab"]?.array ?? []
    if kind == .characters {
      for id in pieces.indices where pieces[id].utf8.count == 6 && pieces[id].hasPrefix("<0x") {
        parts[id] = .byte
      }
    }
    if kind == .wordPiece {
      for id in pieces.indices where parts[id] != .control {
        let scalars = pieces[id].unicodeScalars
        let continues = scalars.starts(with: "##".unicodeScalars)
        pieces[id] = continues ? String(scalars.dropFirst(2)) : "▁\(pieces[id])"
      }
    }
    var vocabulary = GGMLVocabulary(model: kind.rawValue, pieces: pieces, parts: parts)
    vocabulary.cutting = way
    let merges: [String] = (file["model"]?["merges"]?.array ?? []).map {
      $0.string ?? ($0.array ?? []).compactMap(\.string).joined(separator: " ")
    }
    if kind == .bytes { vocabulary.merges = merges }
    if kind == .characters {
      // The earlier a piece is made, the higher its score.
      var ranks: [[UInt8]: Int] = [:]
      for (rank, merge) in merges.enumerated() {
        let piece = merge.utf8.filter { $0 != 0x20 }
        ranks[piece] = ranks[piece] ?? rank
      }
      vocabulary.scores = pieces.map { -Double(ranks[Array($0.utf8)] ?? 0) }
      (vocabulary.unknown, vocabulary.addsBeginning) = (0, false)
    }
    if kind == .unigram {
      // (That of what is no usual piece is any number.)
      vocabulary.scores = scored.enumerated().map { parts[$0] == .usual ? $1[1]?.double ?? 0 : -1000 }
      (vocabulary.end, vocabulary.unknown) = (1, 2)
      let map = file["normalizer"]?["precompiled_charsmap"]?.string ?? ""
      vocabulary.characterMap = Base64.bytes(of: map) ?? []
    }
    if kind == .wordPiece {
      (vocabulary.beginning, vocabulary.separator, vocabulary.unknown) = (101, 102, 100)
    }
    return vocabulary
  }

  /// Ids are those of `tokenizers`, on every line.
  @Test(.enabled(if: !real.isEmpty, "needs the folder shared/tokenizers"), arguments: real)
  func equalsReference(_ one: (name: String, kind: GGMLVocabulary.Kind, way: String)) throws {
    let tokenizer = try Tokenizer(Self.converted(one.name, one.kind, one.way), path: one.name)
    let reference = try #require(ReferenceTokenizer.all.first { $0.testDescription == one.name })
    for line in try reference.lines() {
      // (That such a token takes the blanks behind it is in no key.)
      if one.name == "phi-3-mini", line.text.contains("<|") || line.text.contains("</s>") { continue }
      #expect(tokenizer.encode(line.text).ids == line.ints("ids"), "line \(line.number)")
    }
  }

  /// Every way of cutting a text gives the ids of `tokenizers` with the expressions of the tokenizer it is named after.
  @Test(.enabled(if: Places.exists("\(Places.shared)/cl100k"), "needs the folder shared/tokenizers"))
  func ways() throws {
    let file = try JSONValue(parsing: Places.bytes(Self.ways))
    let texts = (file["texts"]?.array ?? []).compactMap(\.string)
    var vocabulary = try Self.converted("cl100k", .bytes, "")
    for (way, lists) in try #require(file["ways"]?.object).members {
      vocabulary.cutting = way
      let tokenizer = try Tokenizer(vocabulary, path: way)
      for (text, ids) in zip(texts, lists.array ?? []) {
        let expected = (ids.array ?? []).compactMap(\.int)
        #expect(tokenizer.encode(text).ids == expected, "\(way) \(text.debugDescription)")
      }
    }
  }

  /// A piece of BERT's has its spelling again, whatever follows the sign before it; what is put around texts is the file's.
  @Test func wordPieces() throws {
    let pieces = ["[UNK]", "[CLS]", "[SEP]", "▁rain", "y", "▁\u{09C7}", "▁[x]"]
    var vocabulary = GGMLVocabulary(
      model: "bert", pieces: pieces, parts: [.control, .control, .control, .usual, .usual, .usual, .usual])
    (vocabulary.unknown, vocabulary.beginning, vocabulary.separator) = (0, 1, 2)
    let tokenizer = try Tokenizer(vocabulary, path: "bert")
    #expect((3..<7).map(tokenizer.piece) == ["rain", "##y", "\u{09C7}", "[x]"])
    #expect(tokenizer.encode("Rainy \u{09C7} ▁rain").ids == [1, 3, 4, 5, 0, 2])
    #expect(tokenizer.encode("rain", and: "y").ids == [1, 3, 2, 0, 2])
    vocabulary.lowercases = false
    #expect(try Tokenizer(vocabulary, path: "bert").encode("Rain rain").ids == [1, 0, 3, 2])
  }

  /// What is unknown in a Unigram costs less than its least usual piece, whatever scores others have.
  @Test func unknown() throws {
    // "ab" as one piece is likelier than two unknown characters, but not than "a" and one.
    let pieces = ["<unk>", "</s>", "▁", "a", "ab"]
    var vocabulary = GGMLVocabulary(
      model: "t5", pieces: pieces, parts: [.unknown, .control, .usual, .usual, .usual])
    vocabulary.scores = [0, -1000, -1, -1, -11.5]
    (vocabulary.unknown, vocabulary.end) = (0, 1)
    #expect(try Tokenizer(vocabulary, path: "t5").encode("ab").ids == [2, 4, 1])
    vocabulary.scores[4] = -40
    #expect(try Tokenizer(vocabulary, path: "t5").encode("ab").ids == [2, 4, 1])
    vocabulary.parts[4] = .user
    #expect(try Tokenizer(vocabulary, path: "t5").encode("xab").ids == [2, 0, 4, 1])
  }

  /// A list that the kind goes by, and that is missing, is named.
  @Test(arguments: [
    ("gpt2", "no merges"), ("llama", "scores differ in number"), ("t5", "scores differ in number"),
  ])
  func missing(_ model: String, _ words: String) {
    var vocabulary = GGMLVocabulary(model: model, pieces: ["a", "b"], parts: [.usual, .usual])
    (vocabulary.cutting, vocabulary.scores) = ("gpt-2", [0])
    let error = #expect(throws: ExplainerError.self) { try Tokenizer(vocabulary, path: "m.gguf") }
    #expect(
      error?.code == .badData && error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  /// A kind of vocabulary, or a way of cutting, that is not known is refused by name: none at all, too.
  @Test(
    arguments: [
      ("rwkv", "gpt-2", "expected llama, gpt2, bert, t5, found rwkv"),
      ("gpt2", "default", "found default"), ("gpt2", nil, "found nothing"),
    ] as [(String, String?, String)])
  func refused(_ model: String, _ way: String?, _ words: String) {
    var vocabulary = GGMLVocabulary(
      model: model, pieces: ["a", "b", "ab"], parts: [.usual, .usual, .usual])
    (vocabulary.cutting, vocabulary.merges) = (way, ["a b"])
    let error = #expect(throws: ExplainerError.self) { try Tokenizer(vocabulary, path: "m.gguf") }
    #expect(
      error?.code == .unsupported && error?.description.contains(words) == true, "\(error?.description ?? "")"
    )
  }
}

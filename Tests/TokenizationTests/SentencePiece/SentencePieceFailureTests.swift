import Diagnostics
import JSON
import Testing

@testable import Tokenization

/// Models of SentencePiece that cannot be read, and tokenizers that lack something beside one.
struct SentencePieceFailureTests {
  private static let folder = "\(Places.root)/Tests/Fixtures/Tokenizers/SentencePiece"
  private static let unigram = Places.bytes("\(folder)/unigram_marks.model")

  private func failure(_ files: [String: [UInt8]]) throws -> ExplainerError {
    try ScratchFolder(files).loadingFailure()
  }

  private func settings(_ name: String) -> [UInt8] { Array(#"{"tokenizer_class": "\#(name)"}"#.utf8) }

  /// A file that is cut off is read as far as it goes or refused, wherever it was cut.
  @Test func cutOff() throws {
    #expect(Self.unigram.count > 5000)
    var refused = 0
    for count in stride(from: 0, to: Self.unigram.count, by: 37) {
      let files = ["spiece.model": Array(Self.unigram[..<count])]
      do {
        _ = try ScratchFolder(files).loadTokenizer().encode("the whale")
      } catch let error as ExplainerError {
        #expect(error.code == .badData && error.location.first?.hasSuffix("spiece.model") == true)
        refused += 1
      }
    }
    #expect(refused > 50)
  }

  /// What a model says of itself counts as it says it last: words and characters are no pieces.
  @Test(arguments: [3, 4] as [UInt8]) func otherKinds(kind: UInt8) throws {
    let error = try failure(["tokenizer.model": Self.unigram + [0x12, 2, 0x18, kind]])
    #expect(error.code == .unsupported && error.expected == "Unigram or byte-pair encoding")
    let marian = try failure([
      "source.spm": Self.unigram + [0x12, 2, 0x18, kind],
      "tokenizer_config.json": settings("MarianTokenizer"),
      "vocab.json": Array(#"{"<unk>": 0, "</s>": 1}"#.utf8),
    ])
    #expect(marian.code == .unsupported && marian.location.first?.hasSuffix("source.spm") == true)
  }

  /// Classes that make of a model what its own settings do not say are refused by name, those of words too.
  @Test(arguments: ["NllbTokenizer", "RemBertTokenizer", "XGLMTokenizer", "BertTokenizer", "GPT2Tokenizer"])
  func otherClasses(name: String) throws {
    let error = try failure(["spiece.model": Self.unigram, "tokenizer_config.json": settings(name)])
    #expect(error.code == .unsupported, "\(error)")
  }

  /// Marian's ids are in a file of their own, which has the token for what is unknown and that which ends a text.
  @Test func marian() throws {
    var files = ["source.spm": Self.unigram, "tokenizer_config.json": settings("MarianTokenizer")]
    #expect(try failure(files).code == .notFound)
    files["vocab.json"] = Array(#"{"<unk>": 0}"#.utf8)
    #expect(try failure(files).message.contains("'</s>'"))
    files["vocab.json"] = Array(#"{"<unk>": 0, "</s>": 1, "\u2581the": 2}"#.utf8)
    #expect(try ScratchFolder(files).loadTokenizer().encode("the whale").ids.first == 2)
    files["tokenizer_config.json"] = Array(
      #"{"tokenizer_class": "MarianTokenizer", "separate_vocabs": true}"#.utf8)
    #expect(try failure(files).location.last == "separate_vocabs")
    // Without the model the class has nothing to read.
    files["source.spm"] = nil
    #expect(try failure(files).code == .unsupported)
  }
}

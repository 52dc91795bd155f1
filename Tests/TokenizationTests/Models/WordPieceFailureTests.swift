import Diagnostics
import JSON
import Testing

@testable import Tokenization

/// Every wrong WordPiece file is one clear error, with its place; none stops the program.
struct WordPieceFailureTests {
  private func error(_ files: [String: [UInt8]]) throws -> ExplainerError {
    try ScratchFolder(files).loadingFailure()
  }

  private func error(_ change: (inout SmallWordPiece) -> Void) throws -> ExplainerError {
    var small = SmallWordPiece()
    change(&small)
    return try error(["tokenizer.json": small.json.utf8(pretty: true)])
  }

  /// A file cut off anywhere is malformed there, not anything else.
  @Test func cutOffAnywhere() throws {
    let whole = SmallWordPiece().json.utf8()
    for length in stride(from: 0, to: whole.count - 1, by: 41) {
      let error = try error(["tokenizer.json": Array(whole[..<length])])
      #expect(error.code == .badData)
      #expect(error.location.first?.contains("tokenizer.json:1:") == true)
    }
  }

  /// Any bytes replaced by rubbish, in either kind of file, are an error or a tokenizer, never a crash.
  @Test func anyByteReplaced() throws {
    var random = RandomText(seed: 5)
    for (name, whole) in [
      ("tokenizer.json", SmallWordPiece().json.utf8()), ("vocab.txt", Array(SmallWordPiece.text.utf8)),
    ] {
      for _ in 0..<120 {
        var bytes = whole
        for _ in 0...random.number(below: 3) {
          bytes[random.number(below: bytes.count)] = UInt8(random.number(below: 256))
        }
        do {
          let tokenizer = try ScratchFolder([name: bytes]).loadTokenizer()
          #expect(tokenizer.encode("the cats unaffable").byteRanges.allSatisfy { $0.upperBound <= 18 })
        } catch let error as ExplainerError {
          #expect([.badData, .unsupported].contains(error.code))
        }
      }
    }
  }

  /// What the program does not do is said, with file and field.
  @Test(
    arguments: [
      ("normalizer", ["type": "NFX"], "normalizer.type"), ("normalizer", [:], "normalizer.type"),
      (
        "normalizer", ["type": "Sequence", "normalizers": [["type": "NFD"], ["type": "Uppercase"]]],
        "normalizer.normalizers[1].type"
      ),
      ("pre_tokenizer", ["type": "Blanks"], "pre_tokenizer.type"),
      ("decoder", ["type": "CTC"], "decoder.type"), ("decoder", [:], "decoder.type"),
    ] as [(String, JSONValue, String)])
  func unsupportedSections(section: String, value: JSONValue, address: String) throws {
    let error = try error { $0.sections[section] = value }
    #expect(error.code == .unsupported)
    #expect(error.location.last == address)
  }

  /// Settings of the wrong kind, and names that the vocabulary does not have.
  @Test(
    arguments: [
      ("unk_token", "<none>", "model.unk_token"), ("unk_token", .null, "model.unk_token"),
      ("unk_token", 3, "model.unk_token"), ("vocab", .null, "model.vocab"),
      ("max_input_chars_per_word", -1, "model.max_input_chars_per_word"),
      ("max_input_chars_per_word", "many", "model.max_input_chars_per_word"),
      ("continuing_subword_prefix", 1, "model.continuing_subword_prefix"),
    ] as [(String, JSONValue, String)])
  func wrongModels(key: String, value: JSONValue, address: String) throws {
    let error = try error { $0.model[key] = value }
    #expect(error.code == .badData)
    #expect(error.location.last == address)
  }

  /// The same for the other sections.
  @Test(
    arguments: [
      ("normalizer", ["type": "BertNormalizer", "lowercase": "yes"], "normalizer.lowercase"),
      ("decoder", ["type": "WordPiece", "prefix": true], "decoder.prefix"),
      ("post_processor", ["type": "BertProcessing", "cls": ["[CLS]", 999]], "post_processor.cls"),
      ("post_processor", ["type": "BertProcessing", "cls": ["[CLS]", 2]], "post_processor.sep"),
    ] as [(String, JSONValue, String)])
  func wrongSections(section: String, value: JSONValue, address: String) throws {
    let error = try error { $0.sections[section] = value }
    #expect(error.code == .badData)
    #expect(error.location.last == address)
  }

  /// A `vocab.txt` that is no text, or has no token for unknown words, is refused where it goes wrong.
  @Test func vocabularies() throws {
    let broken = try error(["vocab.txt": Array("[UNK]\na\n".utf8) + [0xC4, 0x28, 0x0A]])
    #expect(broken.code == .badData && broken.message.contains("not valid UTF-8"))
    #expect(broken.location.first?.hasSuffix("vocab.txt:3") == true)
    for text in ["", "a\nb\n", "[unk]\n"] {
      let error = try error(["vocab.txt": Array(text.utf8)])
      #expect(error.code == .badData && error.expected == "a line '[UNK]'")
      #expect(error.location.first?.hasSuffix("vocab.txt") == true && error.remedy != nil)
    }
  }

  /// Settings beside a `vocab.txt` that cannot be, and models of other families.
  @Test(arguments: [
    ("tokenizer_config.json", #"{"do_lower_case": "no"}"#, ErrorCode.badData, "do_lower_case"),
    ("tokenizer_config.json", #"{"strip_accents": 1}"#, .badData, "strip_accents"),
    ("tokenizer_config.json", #"{"tokenize_chinese_chars": []}"#, .badData, "tokenize_chinese_chars"),
    ("tokenizer_config.json", #"{"unk_token": 1}"#, .badData, "unk_token"),
    ("tokenizer_config.json", #"{"tokenizer_class": "PhobertTokenizer"}"#, .unsupported, "tokenizer_class"),
    ("tokenizer_config.json", #"{"tokenizer_class": "GPT2Tokenizer"}"#, .unsupported, "tokenizer_class"),
    ("config.json", #"{"model_type": "tapas"}"#, .unsupported, "model_type"),
  ])
  func settings(name: String, text: String, code: ErrorCode, address: String) throws {
    let error = try error(["vocab.txt": Array(SmallWordPiece.text.utf8), name: Array(text.utf8)])
    #expect(error.code == code)
    #expect(error.location.last == address)
  }
}

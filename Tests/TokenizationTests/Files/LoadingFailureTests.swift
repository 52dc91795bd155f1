import Diagnostics
import JSON
import Testing

@testable import Tokenization

/// Every wrong file is one clear error, with its place; none stops the program.
struct LoadingFailureTests {
  private func error(_ files: [String: [UInt8]]) throws -> ExplainerError {
    try ScratchFolder(files).loadingFailure()
  }

  private func error(_ change: (inout SmallTokenizer) -> Void) throws -> ExplainerError {
    var small = SmallTokenizer()
    change(&small)
    return try error(["tokenizer.json": small.json.utf8(pretty: true)])
  }

  /// A file cut off anywhere is malformed there, not anything else.
  @Test func cutOffAnywhere() throws {
    let whole = SmallTokenizer().json.utf8()
    for length in stride(from: 0, to: whole.count - 1, by: 97) {
      let error = try error(["tokenizer.json": Array(whole[..<length])])
      #expect(error.code == .badData)
      #expect(error.location.first?.contains("tokenizer.json:1:") == true)
    }
  }

  /// Any single byte replaced by rubbish is an error or a tokenizer, never a crash.
  @Test func anyByteReplaced() throws {
    let whole = SmallTokenizer().json.utf8()
    var random = RandomText(seed: 3)
    for _ in 0..<150 {
      var bytes = whole
      for _ in 0...random.number(below: 3) {
        bytes[random.number(below: bytes.count)] = UInt8(random.number(below: 256))
      }
      let folder = ScratchFolder(["tokenizer.json": bytes])
      do {
        let tokenizer = try folder.loadTokenizer()
        #expect(tokenizer.encode("hello world").byteRanges.allSatisfy { $0.upperBound <= 11 })
      } catch let error as ExplainerError {
        #expect([.badData, .unsupported].contains(error.code))
      }
    }
  }

  /// Ids and pieces that contradict each other are named with line and column.
  @Test(arguments: [
    (#"{"a": 0, "b": 0}"#, "the id 0 belongs to another piece", "1:15"),
    (#"{"a": 0, "a": 1}"#, "the piece is there already", "1:15"),
    (#"{"a": -1}"#, "the id -1 is not one of", "1:7"),
    (#"{"a": 0, "b": 1000000000000}"#, "the id 1000000000000 is not one of", "1:15"),
    (#"{"a": 0, "b": 1e300}"#, "expected a whole number", "1:15"),
    (#"{"a": 0, "b": 1.5}"#, "expected a whole number", "1:15"),
    (#"{"a": 0, "b": "1"}"#, "expected a whole number", "1:15"),
    ("{\"a\": 0,\n \"b\": 4194304}", "the id 4194304 is not one of", "2:7"),
    (#"["a"]"#, "expected an object", "1:1"),
    (#"{"a": 0} x"#, "unexpected text", "1:10"),
    (#"{"a": 0"#, "unexpected end", "1:8"),
    ("", "unexpected end", "1:1"),
  ])
  func vocabularies(text: String, message: String, place: String) throws {
    let error = try error(["vocab.json": Array(text.utf8), "merges.txt": []])
    #expect(error.code == .badData)
    #expect(error.message.contains(message))
    #expect(error.location.first?.hasSuffix("vocab.json:\(place)") == true)
  }

  /// Bytes that are not UTF-8 are refused where they are.
  @Test func notUnicode() throws {
    let bytes = Array("{\"a\": 0, \"".utf8) + [0xC4, 0x28] + Array("\": 1}".utf8)
    let error = try error(["vocab.json": bytes, "merges.txt": []])
    #expect(error.message.contains("not valid UTF-8"))
    #expect(error.location.first?.contains("vocab.json:1:") == true)
  }

  /// Merges that cannot be are named with their line.
  @Test(arguments: [
    ("#version: 0.2\na b\nx y\n", "the piece 'x'", 3), ("a x\n", "the piece 'x'", 1),
    ("b a\n", "the piece 'ba'", 1),
    ("a b\n\nab\n", "'ab' is not two pieces", 3), ("a b c\r\n", "'a b c' is not two pieces", 1),
    (" a\n", "the piece ''", 1), ("\u{FFFD} a", "the piece '\u{FFFD}'", 1),
  ])
  func merges(text: String, message: String, line: Int) throws {
    let error = try error([
      "vocab.json": Array(#"{"a": 0, "b": 1, "ab": 2}"#.utf8), "merges.txt": Array(text.utf8),
    ])
    #expect(error.code == .badData)
    #expect(error.message.contains(message))
    #expect(error.location.first?.hasSuffix("merges.txt:\(line)") == true)
  }

  /// Of a line without end its beginning is said: what is no merge may be a megabyte of anything.
  @Test(arguments: ["\u{0}", "é", "x "]) func longMerge(_ word: String) throws {
    let error = try error([
      "vocab.json": Array(#"{"a": 0, "b": 1, "ab": 2}"#.utf8),
      "merges.txt": Array((String(repeating: word, count: 1 << 20) + "\n").utf8),
    ])
    #expect(error.code == .badData && error.message.contains("…'"))
    #expect(error.message.utf8.count < 250, "\(error.message.utf8.count)")
  }

  /// Merges in a `tokenizer.json` that cannot be, in both spellings.
  @Test(
    arguments: [
      (["he x\u{4E2D}"], "the piece 'x\u{4E2D}'"), ([["h", "x\u{4E2D}"]], "the piece 'x\u{4E2D}'"),
      (["h q"], "the piece 'hq'"),
      ([["h", "q"]], "the piece 'hq'"), (["he"], "is not two pieces"), ([["h"]], "only one piece"),
      ([["h", "e", "x"]], "more than two"), ([[]], "without pieces"), ([1], "expected a string"),
      ([["h", 1]], "expected a string"),
    ] as [(JSONValue, String)])
  func mergesInFile(merges: JSONValue, message: String) throws {
    let error = try error { $0.model["merges"] = merges }
    #expect(error.code == .badData)
    #expect(error.message.contains(message))
  }

  private static let split: JSONValue = [
    "type": "Split", "pattern": ["Regex": "[a-z]+"], "behavior": "Isolated", "invert": false,
  ]

  /// What the program does not do is said, with file and field; so is a text cut by more patterns than anybody needs.
  @Test(
    arguments: [
      ("post_processor", ["type": "Metaspace"], "post_processor.type"),
      ("pre_tokenizer", ["type": "Metaspace", "prepend_scheme": "last"], "pre_tokenizer.prepend_scheme"),
      (
        "pre_tokenizer",
        [
          "type": "Sequence",
          "pretokenizers": .array(Array(repeating: Self.split, count: 33) + [["type": "ByteLevel"]]),
        ],
        "pre_tokenizer"
      ),
      // A limit of tokens would not hold.
      (
        "post_processor",
        [
          "type": "TemplateProcessing", "special_tokens": [:], "pair": [],
          "single": [
            ["Sequence": ["id": "A", "type_id": 0]], ["Sequence": ["id": "A", "type_id": 0]],
          ],
        ], "post_processor.single[1].Sequence"
      ),
    ] as [(String, JSONValue, String)])
  func unsupportedSections(section: String, value: JSONValue, address: String) throws {
    let error = try error { $0.sections[section] = value }
    #expect(error.code == .unsupported)
    #expect(error.location.last == address)
  }

  /// The same for the model's settings.
  @Test(
    arguments: [
      ("type", "CharacterLevel"), ("dropout", 0.1),
    ] as [(String, JSONValue)])
  func unsupportedModels(key: String, value: JSONValue) throws {
    let error = try error { $0.model[key] = value }
    #expect(error.code == .unsupported)
    #expect(error.location.last == "model.\(key)")
  }

  /// Values of the wrong kind, and tokens that contradict the vocabulary.
  @Test(
    arguments: [
      (["added_tokens": 3], "added_tokens"), (["added_tokens": [["id": 1]]], "added_tokens[0].content"),
      (["added_tokens": [["content": "x"]]], "added_tokens[0].id"),
      (["pre_tokenizer": ["type": "ByteLevel", "use_regex": "yes"]], "pre_tokenizer.use_regex"),
      (
        ["post_processor": ["type": "RobertaProcessing", "cls": ["<s>", 999], "sep": ["</s>", 2]]],
        "post_processor.cls"
      ),
      (["post_processor": ["type": "RobertaProcessing"]], "post_processor.cls"),
    ] as [(JSONObject, String)])
  func contradictions(change: JSONObject, address: String) throws {
    let error = try error { small in for (key, value) in change.members { small.sections[key] = value } }
    #expect(error.code == .badData)
    #expect(error.location.last == address)
  }

  /// Folders without a tokenizer, with half of one, and with one of another kind.
  @Test func missingFiles() throws {
    #expect(try error([:]).code == .notFound)
    #expect(try error(["vocab.json": []]).found == "vocab.json")
    #expect(try error(["merges.txt": []]).found == "merges.txt")
    #expect(try error(["spiece.model": []]).code == .badData)
    let other = try error([
      "vocab.json": Array("{}".utf8), "merges.txt": [],
      "tokenizer_config.json": Array(#"{"tokenizer_class": "PLBartTokenizer"}"#.utf8),
    ])
    #expect(other.code == .unsupported && other.location.last == "tokenizer_class")
    #expect(throws: ExplainerError.self) { try Tokenizer(directory: "/nonexistent") }
  }

  /// A section that is an empty sequence, however deep, does nothing, as in tokenizers 0.23.3; without any decoder there
  /// would be spaces between the pieces.
  @Test(arguments: [
    ("normalizer", "normalizers", "he ll"), ("decoder", "decoders", "heĠll"),
    ("post_processor", "processors", "he ll"),
  ])
  func emptySequences(section: String, key: String, decoded: String) throws {
    let empty: JSONValue = ["type": "Sequence", key: []]
    for value in [empty, ["type": "Sequence", key: [empty, empty]]] {
      var small = SmallTokenizer()
      small.sections[section] = value
      let tokenizer = try small.load()
      #expect(tokenizer.encode("hello").ids == [259])
      #expect(tokenizer.decode([256, 0x20, 257]) == decoded)
    }
  }
}

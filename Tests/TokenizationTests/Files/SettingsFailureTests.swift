import Diagnostics
import JSON
import Testing

@testable import Tokenization

/// What cannot be read beside a tokenizer is one clear error with file and key.
struct SettingsFailureTests {
  /// What a key may hold.
  enum Kind: Sendable {
    case bool, token, tokens, listed, text, texts, ids

    /// Values that it may not hold.
    var wrong: [JSONValue] {
      let numbers: [JSONValue] = [3, -1, 1.5]
      let nested: [JSONValue] = [["content": 3], ["content": "x", "lstrip": "yes"], ["content": .null], [:]]
      switch self {
      case .bool: return numbers + ["true", [], [:], [true]]
      case .token: return numbers + nested + [true, [], ["x"]]
      case .tokens:
        return numbers + [
          true, "x", [3], [true], [.null], [["x"]], ["x", ["content": 3]], ["name": 3], ["name": ["x"]],
        ]
      case .listed:
        return numbers + [true, "x", [], ["x"], ["one": ["content": "x"]], ["1": "x"], ["1": 3]]
          + nested.map { ["1000": $0] }
      case .text: return numbers + [true, [], [:], ["x"]]
      case .texts: return numbers + [true, "x", [:], [3]]
      case .ids: return numbers + [true, "x", [], ["x": "1"], ["x": 1.5], ["x": [1]]]
      }
    }
  }

  private static let file = "tokenizer_config.json"
  private static let keys: [(String, String, Kind)] =
    [
      (file, "tokenizer_class", .text), ("config.json", "tokenizer_class", .text),
      ("config.json", "model_type", .text),
      (file, "split_special_tokens", .bool), (file, "extra_special_tokens", .tokens),
      (file, "additional_special_tokens", .tokens), (file, "added_tokens_decoder", .listed),
      (file, "fast_tokenizer_files", .texts), ("special_tokens_map.json", "extra_special_tokens", .tokens),
      ("special_tokens_map.json", "additional_special_tokens", .tokens), ("added_tokens.json", "", .ids),
    ]
    + SpecialTokenRole.allCases.flatMap { role -> [(String, String, Kind)] in
      [(file, role.rawValue, .token), ("special_tokens_map.json", role.rawValue, .token)]
    }
  private static let own: [(String, String, Kind)] = [
    (file, "do_lower_case", .bool), (file, "strip_accents", .bool), (file, "tokenize_chinese_chars", .bool),
  ]

  /// Each key with each value of a wrong kind, and the same in a BERT's own settings.
  @Test(arguments: keys.map { ("gpt2", $0) } + (keys + own).map { ("bert", $0) })
  func wrongKinds(family: String, key: (file: String, name: String, kind: Kind)) throws {
    let model: JSONObject = ["model_type": .string(family)]
    for value in key.kind.wrong {
      var files = [
        "tokenizer.json": (family == "bert" ? SmallWordPiece().json : SmallTokenizer().json).utf8()
      ]
      files["config.json"] = JSONValue.object(model).utf8()
      if key.file == "config.json" {
        var changed = model
        changed[key.name] = value
        files[key.file] = JSONValue.object(changed).utf8()
      } else {
        files[key.file] = (key.name.isEmpty ? value : [key.name: value]).utf8()
      }
      let error = try ScratchFolder(files).loadingFailure()
      #expect(error.code.exitCode == 65, "\(value.text()): \(error)")
      #expect(error.location.first?.hasSuffix(key.file) == true, "\(value.text()): \(error)")
      #expect(error.location.last?.hasPrefix(key.name) == true, "\(value.text()): \(error)")
    }
  }

  /// `add_prefix_space` and the like of byte-level families, with and without `tokenizer.json`.
  @Test(arguments: ["add_prefix_space", "trim_offsets", "add_bos_token", "add_eos_token"])
  func byteLevel(key: String) throws {
    let isOfGPT2 = key.hasPrefix("add_") && key.hasSuffix("os_token")
    for value in Kind.bool.wrong {
      let error = try ScratchFolder([
        "vocab.json": JSONValue.object(JSONObject(SmallTokenizer.vocabulary)).utf8(),
        "merges.txt": Array(SmallTokenizer.merges.joined(separator: "\n").utf8),
        "config.json": JSONValue.object(["model_type": isOfGPT2 ? "gpt2" : "bart"]).utf8(),
        Self.file: JSONValue.object([key: value]).utf8(),
      ]).loadingFailure()
      #expect(error.code == .badData && error.location.last == key)
    }
  }

  /// A class that reads the files otherwise than we can is refused by name, with what may stand there.
  @Test(arguments: [
    ("PhobertTokenizer", "gpt2"), ("LukeTokenizerFast", "gpt2"), ("T5Tokenizer", "gpt2"),
    ("BertTokenizer", "gpt2"),
    ("BertJapaneseTokenizer", "bert"), ("TapasTokenizerFast", "bert"), ("LlamaTokenizer", "bert"),
    ("GPT2Tokenizer", "bert"), ("BartTokenizerFast", "bert"),
  ])
  func otherClasses(name: String, family: String) throws {
    for file in [Self.file, "config.json"] {
      let error = try ScratchFolder([
        "tokenizer.json": (family == "bert" ? SmallWordPiece().json : SmallTokenizer().json).utf8(),
        file: JSONValue.object(["tokenizer_class": .string(name)]).utf8(),
      ]).loadingFailure()
      #expect(
        error.code == .unsupported && error.location.last == "tokenizer_class" && error.found == "'\(name)'")
      #expect(error.expected?.contains(family == "bert" ? "BertTokenizer" : "GPT2Tokenizer") == true)
    }
  }

  /// A class that only reads a `tokenizer.json` is not guessed at where there is none.
  @Test(arguments: ["PreTrainedTokenizerFast", "TokenizersBackend", "MyTokenizer"])
  func classWithoutFile(name: String) throws {
    let error = try ScratchFolder([
      "vocab.txt": Array(SmallWordPiece.text.utf8), "config.json": Array(#"{"model_type": "bert"}"#.utf8),
      Self.file: JSONValue.object(["tokenizer_class": .string(name)]).utf8(),
    ]).loadingFailure()
    #expect(error.code == .unsupported && error.location.last == "tokenizer_class")
  }

  /// Of the files in `fast_tokenizer_files` the newest that transformers 5.24.0 would take is read, by the order of
  /// their names, as there; none outside the folder.
  @Test(
    arguments: [
      ([], "tokenizer.json"), (["tokenizer.json"], "tokenizer.json"),
      (["tokenizer.4.0.0.json", "tokenizer.json"], "tokenizer.4.0.0.json"),
      (["tokenizer.5.24.0.json", "tokenizer.4.9.json"], "tokenizer.5.24.0.json"),
      (["tokenizer.5.25.0.json", "tokenizer.4.9.json"], "tokenizer.4.9.json"),
      (["tokenizer.6.json"], "tokenizer.json"),
      (["tokenizer.4.10.json", "tokenizer.4.9.json"], "tokenizer.4.9.json"),
      (["tokenizer.10.json", "tokenizer.4.9.json"], "tokenizer.json"),
      (["../tokenizer.4.0.0.json"], "tokenizer.json"), (["tokenizer./../4.json"], "tokenizer.json"),
    ] as [([String], String)])
  func versions(names: [String], expected: String) throws {
    let list = JSONValue.object(["fast_tokenizer_files": JSONValue(names)])
    let folder = ScratchFolder([Self.file: list.utf8()])
    let settings = try withExtendedLifetime(folder) { try TokenizerSettings(directory: folder.path) }
    #expect(try settings.fileName() == expected)
    #expect(try folder.loadingFailure().code == .notFound)
    let file = ScratchFolder([Self.file: list.utf8(), expected: SmallTokenizer().json.utf8()])
    #expect(try file.loadTokenizer().encode("hello").ids == [259])
  }
}

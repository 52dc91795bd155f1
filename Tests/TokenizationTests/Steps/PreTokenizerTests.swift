import Diagnostics
import JSON
import Testing

@testable import Tokenization

/// The pre-tokenizers of a `tokenizer.json`: which are read, and which are refused and where.
struct PreTokenizerTests {
  private static func split(_ pattern: JSONValue, _ behavior: JSONValue = "Isolated", invert: Bool = false)
    -> JSONValue
  {
    ["type": "Split", "pattern": pattern, "behavior": behavior, "invert": .bool(invert)]
  }
  private static func byteLevel(prefix: Bool = false, words: Bool = false) -> JSONValue {
    ["type": "ByteLevel", "add_prefix_space": .bool(prefix), "use_regex": .bool(words)]
  }
  private static func sequence(_ parts: JSONValue...) -> JSONValue {
    ["type": "Sequence", "pretokenizers": .array(parts)]
  }

  /// Merges stop at the borders of words: `hello` is one token where nothing cuts it, and what a pattern leaves is there
  /// or not, as `tokenizers` 0.23.3 has it.
  @Test(
    arguments: [
      (byteLevel(), ["hello", "Ġwo", "Ġ", "hello"]),
      (byteLevel(words: true), ["hello", "Ġwo", "Ġ", "hello"]),
      (sequence(split(["Regex": "l+"]), byteLevel()), ["he", "ll", "o", "Ġwo", "Ġ", "he", "ll", "o"]),
      (sequence(split(["Regex": "l+"], "Removed", invert: true), byteLevel()), ["ll", "ll"]),
      (
        sequence(split(["Regex": "e"]), split(["Regex": #"\s"#]), byteLevel()),
        [
          "h", "e", "ll", "o", "Ġ", "w", "o", "Ġ", "h", "e", "ll", "o",
        ]
      ),
      (
        sequence(sequence(split(["Regex": "o"])), byteLevel(words: true)),
        [
          "hell", "o", "Ġw", "o", "Ġ", "hell", "o",
        ]
      ),
    ] as [(JSONValue, [String])])
  func reads(section: JSONValue, pieces: [String]) throws {
    var small = SmallTokenizer()
    small.sections["pre_tokenizer"] = section
    #expect(try small.load().encode("hello wo hello").pieces == pieces)
  }

  /// What is not supported is named with its field.
  @Test(
    arguments: [
      (sequence(split(["Regex": "(?>a)"]), byteLevel()), "pretokenizers[0].pattern.Regex", "'(' here"),
      (sequence(split(["String": ""]), byteLevel()), "pretokenizers[0].pattern", "looking for nothing"),
      (sequence(split(["Regex": "a"], "Kept"), byteLevel()), "pretokenizers[0].behavior", "way of splitting"),
      (sequence(["type": "Syllables"], byteLevel()), "pretokenizers[0].type", "pre-tokenizer"),
    ] as [(JSONValue, String, String)])
  func refuses(section: JSONValue, field: String, message: String) throws {
    var small = SmallTokenizer()
    small.sections["pre_tokenizer"] = section
    let error = try ScratchFolder(["tokenizer.json": small.json.utf8()]).loadingFailure()
    #expect(error.code == .unsupported && error.message.contains(message), "\(error)")
    #expect(error.location.last == (field.isEmpty ? "pre_tokenizer" : "pre_tokenizer.\(field)"))
  }
}

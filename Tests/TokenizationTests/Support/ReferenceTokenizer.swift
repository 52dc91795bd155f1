import JSON
import Testing

@testable import Tokenization

/// A tokenizer of a model with what Hugging Face's `tokenizers` makes of many texts by it: those of the demonstration
/// models, and real ones, which may not be shipped, where they lie beside the checkout.
struct ReferenceTokenizer: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let folder: String
  private let isReal: Bool

  /// Those that are there; at least the demonstration models'.
  static let all =
    Places.demos.map { ReferenceTokenizer(testDescription: $0, folder: Places.demo($0), isReal: false) }
    + [
      "gpt2", "gpt2-newformat", "roberta-base", "bart-base", "bert-base-uncased", "cl100k", "phi-3-mini",
      "t5-small",
      "gpt-neox-20b",
    ].map {
      ReferenceTokenizer(testDescription: $0, folder: "\(Places.shared)/\($0)", isReal: true)
    }.filter { Places.exists($0.folder) }

  /// Whether nothing counts but `tokenizer.json`.
  var isReadAlone: Bool { ["phi-3-mini", "t5-small", "gpt-neox-20b"].contains(testDescription) }

  /// Whether its folder has the file `name`.
  func has(_ name: String) -> Bool { Places.exists("\(folder)/\(name)") }

  /// Whether its folder has the vocabulary in files of its own.
  var hasVocabularyFiles: Bool { has("vocab.json") || has("vocab.txt") }

  /// The tokenizer of its folder.
  func load() throws -> Tokenizer {
    // The class it names is passed over for its family, which the folder does not tell.
    if isReadAlone { return try Tokenizer(file: "\(folder)/tokenizer.json") }
    return try Tokenizer(directory: folder)
  }

  /// The tokenizer of some of its files alone.
  func load(_ names: String...) throws -> Tokenizer {
    let files = names.filter(has).map { ($0, Places.bytes("\(folder)/\($0)")) }
    return try ScratchFolder(Dictionary(uniqueKeysWithValues: files)).loadTokenizer()
  }

  /// Texts, and everything that `tokenizers` makes of each.
  func lines() throws -> [GoldenLine] {
    guard isReal else { return try GoldenLine.lines(Places.bytes(Places.demoExpected(testDescription))) }
    return try GoldenLine.lines(Places.unpacked("\(expected).jsonl.gz"))
  }

  /// Pairs of texts, and what it makes of these.
  func pairs() throws -> [GoldenLine] {
    guard isReal else {
      let all = try GoldenLine.lines(Places.bytes("\(Places.root)/Tests/Fixtures/Tokenizers/pairs.jsonl"))
      return all.filter { $0.value["name"]?.string == testDescription }
    }
    return try GoldenLine.lines(Places.unpacked("\(expected).pairs.jsonl.gz"))
  }

  private var expected: String {
    "\(Places.shared)/expected/\(testDescription == "gpt2-newformat" ? "gpt2" : testDescription)"
  }
}

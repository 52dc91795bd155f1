import JSON
import Testing

@testable import Tokenization

/// Real tokenizers against what Hugging Face's `tokenizers` makes of 1,400 texts each. Runs where the folder
/// `../shared` is present.
@Suite(.enabled(if: Places.exists(Places.shared), "needs ../shared/tokenizers"))
struct SharedTokenizerTests {
  /// Every line is equal in ids, tokens, offsets, mask and decoded text, whichever files the tokenizer comes from.
  @Test(arguments: [
    ("gpt2", "gpt2"), ("gpt2-newformat", "gpt2"), ("roberta-base", "roberta-base"), ("bart-base", "bart-base"),
  ])
  func equalsReference(folder: String, expected: String) throws {
    let tokenizer = try Tokenizer(directory: "\(Places.shared)/\(folder)")
    try check(tokenizer, expected)
  }

  private func check(_ tokenizer: Tokenizer, _ expected: String) throws {
    let lines = try GoldenLine.lines(Places.unpacked("\(Places.shared)/expected/\(expected).jsonl.gz"))
    #expect(lines.count > 1000)
    let differences = lines.flatMap { $0.differences(tokenizer) }
    #expect(differences.isEmpty, "\(differences.count): \(differences.prefix(5))")
  }
}

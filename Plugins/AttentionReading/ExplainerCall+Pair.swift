import Diagnostics
import ExplainerCore

extension ExplainerCall {
  /// Both texts as one sequence, as the model's tokenizer joins them.
  ///
  /// - Throws: `badText` for a sentence without a token of its own, or a pair that is too long.
  func pair() throws -> TokenizedPair {
    let pair = try model.tokenize(texts[0], and: texts[1])
    try pair.tokens.prefix(pair.secondStart).checkContent("sentence A")
    try pair.tokens.dropFirst(pair.secondStart).checkContent("sentence B")
    let context = model.info.contextLength
    guard pair.tokens.count <= context else {
      throw ExplainerError(
        .badText,
        "both sentences together have \(pair.tokens.count) tokens, more than the model's context takes",
        expected: "at most \(context)", remedy: "shorten one; a pair is not cut with --truncate")
    }
    return pair
  }
}

extension Collection where Element == Token {
  /// Throws unless some token stands for something in the text; `name` is what the message calls it.
  func checkContent(_ name: String) throws(ExplainerError) {
    guard contains(where: { $0.byteRange != nil }) else {
      throw ExplainerError(.badText, "\(name) is empty", expected: "at least one token of its own")
    }
  }
}

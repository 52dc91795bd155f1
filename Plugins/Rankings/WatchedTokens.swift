import Diagnostics
import ExplainerCore
import JSON

/// The tokens to watch, from ids or texts.
struct WatchedTokens {
  let tokens: [Token]

  /// Resolves `values`: whole numbers are ids, strings are texts that must be one token.
  ///
  /// - Throws: `badParameter` for an id outside the vocabulary, or a text of several tokens, whose pieces it shows.
  init(_ values: [JSONValue], model: any Model) throws {
    tokens = try values.map { value in
      if let id = value.int {
        guard id >= 0, id < model.info.vocabularySize else {
          throw ExplainerError(
            .badParameter, "there is no token \(id) to watch",
            expected: "an id from 0 to \(model.info.vocabularySize - 1)")
        }
        return try model.tokens(withIDs: [id])[0]
      }
      let text = value.string ?? ""
      // Without the special tokens a family puts around every text.
      let pieces = text.isEmpty ? [] : try model.tokenize(text).filter { !$0.isSpecial || $0.text == text }
      guard pieces.count == 1 else {
        let list = pieces.map { "'\($0.display)' (\($0.id))" }.joined(separator: " + ")
        throw ExplainerError(
          .badParameter, "'\(text)' cannot be watched: it is not one token",
          expected: "a text that is one token, or an id", found: pieces.isEmpty ? "no token" : list,
          remedy: pieces.isEmpty
            ? nil
            : "watch one of its pieces; most words are one token only with the space before them (' is')")
      }
      return pieces[0]
    }
  }
}

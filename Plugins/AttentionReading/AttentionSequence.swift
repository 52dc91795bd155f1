package import ExplainerCore
package import JSON

/// Tokens that look, or are looked at.
package struct AttentionSequence: Sendable {
  /// What blocks call it: `tokens`, or `encoder`, `decoder`, `decoder_shifted`.
  package let key: String
  package let tokens: [Token]
  /// What each token covers of its text, and which word it is part of.
  package let spans: [TokenLayout.Span]

  /// A sequence of texts one behind the other; each begins at its index in `starts`, the first at 0.
  package init(key: String, tokens: [Token], texts: [String], starts: [Int] = [0]) {
    self.key = key
    self.tokens = tokens
    var spans: [TokenLayout.Span] = []
    for (number, text) in texts.enumerated() {
      let end = number + 1 < starts.count ? starts[number + 1] : tokens.count
      let words = (spans.last?.word ?? -1) + 1
      spans += TokenLayout(Array(tokens[starts[number]..<end]), of: text).spans.map {
        var span = $0
        span.word += words
        return span
      }
    }
    self.spans = spans
  }

  /// The special tokens that stand between and behind texts (`[SEP]`, `</s>`): those the tokenizer put there behind the
  /// first token, and every other token of the same id.
  package var separators: [Int] {
    let ids = Set(
      tokens.dropFirst().filter { $0.isSpecial && $0.byteRange == nil }.map(\.id))
    return tokens.indices.filter { $0 > 0 && ids.contains(tokens[$0].id) }
  }

  /// The tokens as the page's views read them: surface text, gap, piece, id, special, word, role.
  package var json: JSONValue {
    .array(
      zip(tokens, spans).map { token, span in
        var object: JSONObject = [
          "t": .string(span.shown(of: token)), "g": .string(span.gap), "piece": .string(token.piece),
          "id": .integer(token.id), "w": .integer(span.word),
        ]
        if token.isSpecial { object["s"] = true }
        if let role = token.role { object["r"] = .string(role) }
        return .object(object)
      })
  }

  /// The label of a token, with its position and id as the note.
  package func label(_ position: Int) -> Label {
    var label = Label(tokens[position], at: spans[position])
    label.note = "position \(position), token \(tokens[position].id)"
    return label
  }
}

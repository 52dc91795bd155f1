import JSON

extension AttentionBlock {
  /// On how many of the tokens that look those shares rest for which only some count; shares of none are left out.
  ///
  /// Every head's rest on the same.
  private var scoreTokens: [(key: String, title: String, count: Int)] {
    let scores = scores.first?.first ?? HeadScores()
    return [
      ("same", "“same token”", scores.sameTokens), ("induction", "“induction”", scores.inductionTokens),
    ].filter { $0.2 > 0 }
  }

  /// The same for pages.
  var scoreTokensJSON: JSONValue {
    .object(JSONObject(scoreTokens.map { ($0.key, .integer($0.count)) }))
  }

  /// The same in words; nil where there is no such token.
  fileprivate var scoreTokenWords: String? {
    let parts = scoreTokens.map { "\($0.title) over \($0.count)" }
    if parts.isEmpty { return nil }
    let stack = source.kind == .only ? "" : "\(source.label): "
    return "\(stack)\(parts.joined(separator: ", ")) of \(Words.count(queries.tokens.count, "token"))"
  }
}

extension AttentionReading {
  /// On how many tokens shares rest for which only some count, in a sentence; empty where none does.
  var scoreTokenWords: String {
    let parts = blocks.compactMap(\.scoreTokenWords)
    if parts.isEmpty { return "" }
    return "Means over those tokens only that have such a token to look at: \(parts.joined(separator: "; "))."
  }
}

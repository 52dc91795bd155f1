extension SiteKind {
  /// What attention holds in models with one stack only.
  static let ofOneStack: Set = ["query_latent", "latent", "gate"]

  /// What attention holds; across stacks without what only models with one stack have.
  static func attention(_ name: String, _ stage: Stage) -> [SiteKind] {
    let parts: [(String, [Axis], String, Access)] = [
      ("normed", [.tokens, .width], "what attention reads, where a norm stands before it", .rows),
      (
        "query_latent", [.tokens, .queryLatentWidth],
        "what queries are made of where something narrower stands before them, behind its norm", .rows
      ),
      (
        "latent", [.tokens, .latentWidth],
        "what keys and values are made of where something narrower stands before them, behind its norm", .rows
      ),
      ("query", [.heads, .tokens, .headWidth], "per head, as the scores are made of it", .heads),
      ("key", [.keyHeads, .sources, .headWidth], "per head, as the scores are made of it", .heads),
      ("value", [.keyHeads, .sources, .valueWidth], "per head", .heads),
      (
        "value_norms", [.heads, .sources], "how long each value is once projected to the stream, ‖v·W_O‖",
        .derived
      ),
      ("scale", [.one], "what query · key is multiplied with to give the score", .derived),
      ("scores", [.heads, .tokens, .sources], "before the softmax", .insideAttention),
      ("pattern", [.heads, .tokens, .sources], "after the softmax", .insideAttention),
      (
        "mixed", [.heads, .tokens, .valueWidth], "what a head has gathered, before the output projection",
        .heads
      ),
      (
        "gate", [.heads, .tokens, .valueWidth],
        "what multiplies that behind a sigmoid, of a family that has such a gate", .heads
      ),
      ("output", [.tokens, .width], "what attention gives", .rows),
      ("contribution", [.tokens, .width], "what is added of it to the stream", .rows),
    ]
    return parts.filter { stage != .crossing || !ofOneStack.contains($0.0) }
      .map { SiteKind("\(name).\($0)", stage, $1, $2, access: $3) }
  }
}

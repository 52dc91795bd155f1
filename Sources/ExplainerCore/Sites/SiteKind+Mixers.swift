extension SiteKind {
  /// What stands in the place of attention in a layer that has none.
  static let mixer: [SiteKind] = [
    SiteKind(
      "mixer.normed", .layer, [.tokens, .width],
      "what the mixer of a layer without attention reads, where a norm stands before it"),
    SiteKind(
      "mixer.input", .layer, [.tokens, .width],
      "what a convolution gathers tokens of, behind the gate before it"),
    SiteKind(
      "mixer.query", .layer, [.stateKeyHeads, .tokens, .stateKeyWidth],
      "per head, as states are read with it",
      access: .heads),
    SiteKind(
      "mixer.key", .layer, [.stateKeyHeads, .tokens, .stateKeyWidth],
      "per head, as states are written under it",
      access: .heads),
    SiteKind(
      "mixer.value", .layer, [.stateHeads, .tokens, .stateWidth], "per head, what is written", access: .heads),
    SiteKind(
      "mixer.strength", .layer, [.tokens, .stateHeads],
      "how far a value takes the place of what the state holds under its key, 0 to 1"),
    SiteKind(
      "mixer.decay", .layer, [.tokens, .stateHeads], "what the state of each head is multiplied with first"),
    SiteKind(
      "mixer.state", .layer, [.stateHeads, .stateKeyWidth, .stateWidth],
      "the state of each head behind the last token", access: .derived),
    SiteKind(
      "mixer.read", .layer, [.stateHeads, .tokens, .stateWidth], "what a head reads of its state",
      access: .heads),
    SiteKind(
      "mixer.gate", .layer, [.tokens, .mixerWidth],
      "what multiplies what a mixer has gathered, before its activation function where it has one"),
    SiteKind(
      "mixer.mixed", .layer, [.tokens, .mixerWidth],
      "what has been gathered of the tokens, behind the gate, before the output projection"),
    SiteKind("mixer.output", .layer, [.tokens, .width], "what the mixer gives"),
    SiteKind("mixer.contribution", .layer, [.tokens, .width], "what is added of it to the stream"),
  ]
}

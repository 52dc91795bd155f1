public import ExplainerCore
public import JSON

extension GeneratedText {
  /// The generated tokens: `[{position, id, token, probability}]`.
  public var generatedJSON: JSONValue {
    .array(
      zip(tokens[promptCount...], generation.steps).enumerated().map { place, pair in
        [
          "position": .integer(promptCount + place), "id": .integer(pair.0.id), "token": .string(pair.0.text),
          "probability": JSONValue(pair.1.probability),
        ]
      })
  }

  /// The text and what was generated, as a strip.
  public var figure: Figure {
    let weights =
      [Double?](repeating: nil, count: promptCount) + generation.steps.map { Double($0.probability) }
    return Figure(
      title: "The text and what the model added",
      caption:
        "Each token with its position; generated tokens are coloured by the probability the model gave them.",
      content: .tokens(
        TokensFigure(
          tokens: tokens.map(Label.init), series: [.init(name: "probability", weights: weights)],
          scale: ColourScale(.magnitude, domain: 0...1, quantity: "probability"), style: .percent,
          firstGenerated: promptCount)))
  }
}

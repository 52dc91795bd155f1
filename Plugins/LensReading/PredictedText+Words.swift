public import ExplainerCore
public import JSON

extension PredictedText {
  /// What the model put: `[{position, id, token, probability}]`, with `rules` where rules of the checkpoint chose it.
  public var predictionsJSON: JSONValue {
    .array(
      predictions.map { one in
        var object: JSONObject = [
          "position": .integer(one.position), "id": .integer(one.token.id), "token": .string(one.token.text),
          "probability": JSONValue(one.probability),
        ]
        if !one.rules.isEmpty { object["rules"] = JSONValue(one.rules) }
        return .object(object)
      })
  }

  /// A sentence for the reader where the token at `position` is not the one the model's own scores put first; empty
  /// elsewhere.
  public func ruleWords(at position: Int) -> String {
    let rules = rules(at: position)
    return rules.isEmpty
      ? ""
      : " Rules of the checkpoint (\(rules.joined(separator: ", "))) put that token there, not these scores."
  }

  /// A sentence for the reader where rules of the checkpoint chose tokens; empty elsewhere.
  private var ruleWords: String {
    let moved = predictions.filter { !$0.rules.isEmpty }
    guard !moved.isEmpty else { return "" }
    var names: [String] = []
    for name in moved.flatMap(\.rules) where !names.contains(name) { names.append(name) }
    let positions = moved.map { "\($0.position)" }.joined(separator: ", ")
    return
      " Rules of the checkpoint (\(names.joined(separator: ", "))) chose the token at position \(positions) in place of "
      + "the model's own best one."
  }

  /// The text with what the model put, as a strip.
  public var figure: Figure {
    var labels = zip(tokens, TokenLayout(tokens, of: text).spans).map { Label($0, at: $1) }
    var weights = [Double?](repeating: nil, count: tokens.count)
    for one in predictions {
      if kind == .masked {
        labels[one.position] = Label(one.token)
        labels[one.position].note += ", in place of \(tokens[one.position].text)"
      }
      weights[one.position] = Double(one.probability)
    }
    return Figure(
      title: figureTitle, caption: "Each token with its position; \(colourWords)." + ruleWords,
      content: .tokens(
        TokensFigure(
          tokens: labels, series: [.init(name: "probability", weights: weights)],
          scale: ColourScale(.magnitude, domain: 0...1, quantity: "probability"), style: .percent,
          firstGenerated: kind == .masked ? nil : predictions.first?.position)))
  }

  private var figureTitle: String {
    switch kind {
    case .causal: "The text and what the model added"
    case .masked: "The text with its masks filled"
    case .sequenceToSequence: "What the decoder reads and adds"
    }
  }

  private var colourWords: String {
    kind == .masked
      ? "what stands for a mask is coloured by the probability the model gives it"
      : "generated tokens are coloured by the probability the model gave them"
  }

  /// The place that is predicted, as a title says it: `after “The keys to the cabinet”`, or
  /// `for [MASK] in “The cat sat on the [MASK].”`; quotations have at most 60 characters.
  public func words(forPosition position: Int) -> String {
    guard kind == .masked else {
      let before = quotation(before: position)
      return before == "“”" ? "at the beginning" : "after \(before)"
    }
    let masked = predictions.contains { $0.position == position }
    let token = masked ? tokens[position].text : "“\(tokens[position].display)”"
    let which = masked && predictions.count == 1 ? token : "\(token) at position \(position)"
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return "for \(which) in " + (words.count > 60 ? "“\(words.prefix(59))…”" : "“\(words)”")
  }

  private func quotation(before position: Int) -> String {
    // Characters whose bytes are split over tokens come together again here.
    let bytes = tokens.prefix(position).filter { kind == .causal || !$0.isSpecial }.flatMap {
      $0.bytes ?? Array($0.text.utf8)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.count > 60 ? "“…\(text.suffix(59))”" : "“\(text)”"
  }
}

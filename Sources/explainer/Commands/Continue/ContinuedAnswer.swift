import ExplainerCore
import ExplainerViews
import JSON
import TransformerModels

/// What a text goes on with, as `continue` writes it.
struct ContinuedAnswer {
  private let words: String
  private let generation: Generation
  private let added: [Token]
  private let continuation: String

  /// - Throws: as the model does for ids it has not.
  init(_ words: String, _ generation: Generation, _ model: TransformerModel) throws {
    self.words = words
    self.generation = generation
    added = try model.tokens(withIDs: generation.steps.map(\.id))
    continuation = model.text(of: generation)
  }

  /// The JSON form.
  var json: JSONValue {
    [
      "text": .string(words), "ids": JSONValue(generation.promptIDs), "continuation": .string(continuation),
      "steps": .array(
        zip(generation.steps, added).map { step, token in
          var object: JSONObject = [
            "id": .integer(step.id), "token": .string(token.text), "probability": JSONValue(step.probability),
          ]
          if !step.rules.isEmpty { object["rules"] = JSONValue(step.rules) }
          return .object(object)
        }), "ended": .bool(generation.endedByModel),
    ]
  }

  /// The continuation, and the tokens it is made of.
  var text: String {
    var table = PlainTable(["position", "id", "token", "probability", "rules"])
    for (index, (step, token)) in zip(generation.steps, added).enumerated() {
      table.append([
        "\(generation.promptIDs.count + index)", "\(step.id)", JSONValue.string(token.display).text(),
        NumberStyle.percent.text(Double(step.probability)), step.rules.joined(separator: ", "),
      ])
    }
    return "\(continuation)\n\n\(table.text)"
  }
}

import ExplainerCore
import Factorization
import JSON

extension ActivationsReport {
  /// What the factor explorer (`View/factor_explorer.js`) draws; its head says what the members mean.
  var explorerData: JSONValue {
    let layout = TokenLayout(matrix.tokens, of: text)
    return [
      "tokens": .array(zip(matrix.tokens, layout.spans).map(json)),
      "factors": .array(summaries.map(json)),
      "layers": JSONValue(Array(matrix.layers)), "stack": .string(matrix.stack),
      "neurons_per_layer": .integer(matrix.neuronsPerLayer), "excluded": JSONValue(excluded),
      "k": .integer(summaries.count), "relative_error": .number(factors.relativeError),
      "iterations": .integer(factors.iterations), "converged": .bool(factors.converged),
    ]
  }

  private func json(_ token: Token, _ span: TokenLayout.Span) -> JSONValue {
    var object: JSONObject = [
      "t": .string(span.shown(of: token)), "g": .string(span.gap), "piece": .string(token.piece),
      "id": .integer(token.id),
      "w": .integer(span.word),
    ]
    if token.isSpecial { object["s"] = true }
    return .object(object)
  }

  private func json(_ summary: FactorSummary) -> JSONValue {
    [
      "weights": .array(summary.weights.map { $0.map { JSONValue($0) } ?? .null }),
      "share": .number(summary.share), "peak": .integer(summary.peak),
      "top_tokens": JSONValue(summary.topTokens),
      "neurons": .array(
        summary.topNeurons.map { [.integer($0.layer), .integer($0.index), JSONValue($0.weight)] }),
      "layers": JSONValue(summary.layerShares.map { Float($0) }),
    ]
  }
}

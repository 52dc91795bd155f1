import ExplainerCore
import Factorization
import JSON
import Tensors

/// The factors of a text as result, figures and checks.
struct ActivationsReport {
  let text: String
  let model: ModelInfo
  let matrix: NeuronMatrix
  /// The tokens that took part.
  let rows: [Int]
  /// The number of factors that was asked for.
  let requested: Int
  let factors: Factors
  /// Whether the factors were scaled so that their strengths compare.
  let isNormalized: Bool
  let summaries: [FactorSummary]

  /// The tokens that were left out.
  var excluded: [Int] {
    let kept = Set(rows)
    return matrix.tokens.indices.filter { !kept.contains($0) }
  }

  var result: JSONObject {
    var result: JSONObject = [
      "stack": .string(matrix.stack), "layers": JSONValue(Array(matrix.layers)),
      "neurons_per_layer": .integer(matrix.neuronsPerLayer), "neurons": .integer(matrix.neurons),
      "n_components": .integer(summaries.count), "n_components_requested": .integer(requested),
      "iterations": .integer(factors.iterations), "converged": .bool(factors.converged),
      "reconstruction_error": .number(factors.error), "relative_error": .number(factors.relativeError),
      "factors": .array(summaries.enumerated().map { json(of: $1, number: $0 + 1) }),
    ]
    if !excluded.isEmpty { result["excluded"] = JSONValue(excluded) }
    if matrix.windowCount > 1 { result["windows"] = .integer(matrix.windowCount) }
    return result
  }

  private func json(of summary: FactorSummary, number: Int) -> JSONValue {
    [
      "factor": .integer(number), "share": .number(summary.share),
      "peak": token(summary.peak, summary),
      "top_tokens": .array(summary.topTokens.map { token($0, summary) }),
      "top_neurons": .array(
        summary.topNeurons.map {
          ["layer": .integer($0.layer), "neuron": .integer($0.index), "weight": JSONValue($0.weight)]
        }),
      "layer_shares": JSONValue(summary.layerShares.map { Float($0) }),
    ]
  }

  private func token(_ position: Int, _ summary: FactorSummary) -> JSONValue {
    [
      "position": .integer(position), "token": .string(matrix.tokens[position].text),
      "weight": JSONValue(summary.weights[position] ?? 0),
    ]
  }

  /// The factors over all tokens, `[k, T]`; 0 at tokens that were left out.
  var factorTensor: Tensor {
    Tensor(
      shape: [summaries.count, matrix.tokens.count], values: summaries.flatMap { $0.weights.map { $0 ?? 0 } })
  }

  var checks: [Check] {
    var checks = [
      Check(
        "nmf_converged", value: .bool(factors.converged), passed: factors.converged,
        meaning: factors.converged
          ? "The factorisation came to rest after \(factors.iterations) iterations."
          : "The factorisation was stopped after \(factors.iterations) iterations (--max-iter), before it came to "
            + "rest; the reference stops there too."),
      Check(
        "nmf_relative_error", value: .number(factors.relativeError), passed: factors.relativeError < 1,
        meaning: "The part of the activations the factors do not account for: ‖X − WH‖ / ‖X‖, 0 is perfect."),
    ]
    if summaries.count < requested {
      checks.append(
        Check(
          "n_components_trimmed", value: .integer(requested - summaries.count), passed: false,
          meaning: "Components asked for but not computed, because there cannot be more than tokens."))
    }
    return checks
  }
}

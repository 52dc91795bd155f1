package import ExplainerCore
import JSON
import Tensors

extension AttentionReading {
  /// How far rows of weights miss a sum of 1, and, where queries and keys were taken, by how much the softmax of the
  /// scores they give misses the weights.
  package var checks: [Check] {
    let all = variants.flatMap(\.blocks)
    let rowError = all.map(\.rowSumError).max() ?? 0
    var checks = [
      Check(
        "attention_row_sum_error", value: .number(rowError), passed: rowError < 1e-4,
        meaning: "How far the weights of a row are from a sum of 1, at most; below 0.0001 is rounding.")
    ]
    let softmaxErrors = all.compactMap(\.softmaxError)
    if let error = softmaxErrors.max() {
      checks.append(
        Check(
          "softmax_error", value: .number(error), passed: error < 1e-4,
          meaning:
            "How far the softmax of the scores shown (query · key, scaled) is from the weights shown, at most; "
            + "below 0.0001 is rounding, above it something else enters the scores."))
    }
    return checks
  }
}

extension AttentionBlock {
  /// The largest difference of a row's sum from 1; not a number where the weights are none.
  fileprivate var rowSumError: Double {
    let columns = keys.tokens.count
    var worst = 0.0
    for pattern in patterns {
      pattern.withUnsafeElements { elements in
        for start in stride(from: 0, to: elements.count, by: columns) {
          let sum = elements[start..<start + columns].reduce(0.0) { $0 + Double($1) }
          worst = sum.isFinite ? max(worst, abs(sum - 1)) : .infinity
        }
      }
    }
    return worst
  }

  /// The largest difference between the softmax of the scaled products of queries and keys, and the weights.
  fileprivate var softmaxError: Double? {
    guard let vectors else { return nil }
    var worst = 0.0
    for (position, pattern) in patterns.enumerated() {
      for head in heads.indices {
        var scores = vectors.queries[position].slice(head).multiplied(
          by: vectors.keys[position].slice(vectors.keyHeads[head]), transposed: true)
        let scale = vectors.scales[position]
        scores = Tensor(shape: scores.shape) { out in
          scores.withUnsafeElements { products in
            for index in products.indices { out[index] = products[index] * scale }
          }
        }
        scores.softmax(mask: source.isCausal ? .causal(start: 0) : .none)
        let error = scores.withUnsafeElements { a in
          pattern.slice(head).withUnsafeElements { b in
            zip(a, b).reduce(Float(0)) { $1.0.isNaN || $1.1.isNaN ? .infinity : max($0, abs($1.0 - $1.1)) }
          }
        }
        worst = max(worst, Double(error))
      }
    }
    return worst
  }
}

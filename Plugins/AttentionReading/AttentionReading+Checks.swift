package import ExplainerCore
import JSON
import Tensors

extension AttentionReading {
  /// How far rows of weights miss a sum of 1, and, where queries and keys were taken, by how much the softmax of the
  /// scores they give misses the weights.
  package var checks: [Check] {
    let all = variants.flatMap(\.blocks)
    let rowError = all.map(\.rowSumError).max() ?? 0
    let hasSinks = all.contains { $0.sinkShares != nil }
    var checks = [
      Check(
        "attention_row_sum_error", value: .number(rowError), passed: rowError < 1e-4,
        meaning: hasSinks
          ? "How far the weights of a row are from a sum of 0 to 1, of which the sink has the rest, at most; below 0.0001 is rounding."
          : "How far the weights of a row are from a sum of 1, at most; below 0.0001 is rounding.")
    ]
    if all.contains(where: { !$0.source.attention.windows.isEmpty }) {
      let beyond = all.map(\.greatestBeyond).max() ?? 0
      checks.append(
        Check(
          "attention_beyond_window", value: .number(beyond), passed: beyond == 0,
          meaning:
            "The greatest weight on a token that is shown as out of reach; anything but 0 means that it is not."
        ))
    }
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
          let error = sinkShares == nil ? abs(sum - 1) : max(sum - 1, -sum)
          worst = sum.isFinite ? max(worst, error) : .infinity
        }
      }
    }
    return worst
  }

  /// The greatest weight on a key that the query is said not to see.
  fileprivate var greatestBeyond: Double {
    var worst = Float(0)
    for (layer, pattern) in patterns.enumerated() {
      for query in queries.tokens.indices {
        let seen = seen(by: query, layer: layer)
        for head in heads.indices {
          let row = pattern.slice(head).slice(query).values
          for key in row.indices where !seen.contains(key) { worst = max(worst, abs(row[key])) }
        }
      }
    }
    return Double(worst)
  }

  /// The largest difference between the softmax of the scaled products of queries and keys, and the weights.
  fileprivate var softmaxError: Double? {
    guard let vectors else { return nil }
    var worst = 0.0
    for (position, pattern) in patterns.enumerated() {
      let sinks = sinkScores(layer: position)
      for head in heads.indices {
        let weights = softmax(
          of: scores(of: vectors, layer: position, head: head), layer: position, sink: sinks?[head])
        let error = weights.withUnsafeElements { a in
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

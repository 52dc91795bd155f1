import Glibc
import Tensors

/// Which experts a token is sent to, and how much each counts.
struct ExpertChoice: Sendable {
  /// k: how many are chosen.
  let count: Int
  /// Whether those chosen count 1 together, as if there were no others; else as much as among all.
  let isRenormed: Bool

  /// The experts of each row, the one with the highest score first; of equals the first: `[R, E]` → R lists of k.
  func ranked(_ scores: Tensor) -> [[Int]] {
    (0..<scores.shape[0]).map { row in
      let values = scores.slice(row).values
      return Array(values.indices.sorted { (values[$1], $0) < (values[$0], $1) }.prefix(count))
    }
  }

  /// How much each expert counts, `[R, E]`: the softmax of the scores, of those chosen alone or of all.
  func weights(_ scores: Tensor, _ ranked: [[Int]]) -> Tensor {
    let experts = scores.shape[1]
    let all = isRenormed ? nil : scores.softmaxed
    return Tensor(shape: scores.shape) { weights in
      for (row, chosen) in ranked.enumerated() {
        let own = scores.slice(row)
        let top = chosen.first.map { own[flat: $0] } ?? 0
        let sum = chosen.reduce(Float(0)) { $0 + expf(own[flat: $1] - top) }
        for expert in chosen {
          weights[row * experts + expert] =
            all.map { $0[row, expert] } ?? expf(own[flat: expert] - top) / sum
        }
      }
    }
  }

  /// The gradient with respect to the scores; the choice itself is a constant.
  func backward(_ gradient: Tensor, weights: Tensor, scores: Tensor, _ ranked: [[Int]]) -> Tensor {
    var chosen = Tensor(shape: weights.shape, values: gradient.values)
    chosen.keep(ranked)
    return Tensor.softmaxBackward(chosen, softmax: isRenormed ? weights : scores.softmaxed)
  }
}

extension Tensor {
  /// Makes 0 of everything but the columns listed for each row.
  fileprivate mutating func keep(_ columns: [[Int]]) {
    let (old, width) = (self, shape[1])
    self = Tensor(shape: shape) { numbers in
      for (row, kept) in columns.enumerated() {
        for column in kept { numbers[row * width + column] = old[row, column] }
      }
    }
  }
}

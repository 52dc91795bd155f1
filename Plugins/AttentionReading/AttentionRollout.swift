package import Tensors

/// Attention rollout: what reaches each token from each other through layers of attention, if heads are averaged and
/// half of every layer's output is what came in.
///
/// Source: Abnar & Zuidema 2020, "Quantifying Attention Flow in Transformers", section 3: `R_l = (½·mean_h A_l + ½·I) ·
/// R_{l−1}`. A summary of patterns: it knows nothing of values, MLPs and norms.
package enum AttentionRollout {
  /// Rollout from the first pattern through each of them, `[T, T]` each, rows summing to 1.
  ///
  /// - Parameter patterns: `[H, T, T]`, from layer 0 on, every head.
  /// - Complexity: O(layers · T³).
  package static func through(_ patterns: [Tensor]) -> [Tensor] {
    var result: [Tensor] = []
    for pattern in patterns {
      let step = halfMean(of: pattern)
      result.append(rowNormalised(result.last.map { step.multiplied(by: $0) } ?? step))
    }
    return result
  }

  /// ½·mean over heads + ½·I.
  private static func halfMean(of pattern: Tensor) -> Tensor {
    let (H, T) = (pattern.shape[0], pattern.shape[1])
    let weight = 0.5 / Float(H)
    return Tensor(shape: [T, T]) { out in
      pattern.withUnsafeElements { elements in
        for head in 0..<H {
          let start = head * T * T
          for place in 0..<T * T { out[place] += weight * elements[start + place] }
        }
      }
      for place in 0..<T { out[place * T + place] += 0.5 }
    }
  }

  private static func rowNormalised(_ matrix: Tensor) -> Tensor {
    let (rows, columns) = (matrix.shape[0], matrix.shape[1])
    return Tensor(shape: matrix.shape) { out in
      matrix.withUnsafeElements { elements in
        for row in 0..<rows {
          let range = row * columns..<(row + 1) * columns
          let sum = elements[range].reduce(0, +)
          for place in range { out[place] = sum > 0 ? elements[place] / sum : 0 }
        }
      }
    }
  }
}

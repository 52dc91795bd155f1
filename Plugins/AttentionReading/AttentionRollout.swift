package import Tensors

/// Attention rollout: what reaches each token from each other through layers of attention, if heads are averaged and
/// half of every layer's output is what came in.
///
/// Source: Abnar & Zuidema 2020, "Quantifying Attention Flow in Transformers", section 3: `R_l = (½·mean_h A_l + ½·I) ·
/// R_{l−1}`. A summary of patterns: it knows nothing of values, MLPs and norms.
package enum AttentionRollout {
  /// Rollout from the first layer through each of them, `[T, T]` each, rows summing to 1.
  ///
  /// - Parameter means: of every head of a layer, `[T, T]`, from layer 0 on.
  /// - Complexity: O(layers · T³).
  package static func through(_ means: [Tensor]) -> [Tensor] {
    var result: [Tensor] = []
    for mean in means {
      let step = withIdentity(mean)
      result.append(rowNormalised(result.last.map { step.multiplied(by: $0) } ?? step))
    }
    return result
  }

  /// ½·mean over heads + ½·I.
  private static func withIdentity(_ mean: Tensor) -> Tensor {
    let T = mean.shape[0]
    return Tensor(shape: [T, T]) { out in
      mean.withUnsafeElements { elements in
        for index in out.indices { out[index] = 0.5 * elements[index] }
      }
      for index in 0..<T { out[index * T + index] += 0.5 }
    }
  }

  private static func rowNormalised(_ matrix: Tensor) -> Tensor {
    let (rows, columns) = (matrix.shape[0], matrix.shape[1])
    return Tensor(shape: matrix.shape) { out in
      matrix.withUnsafeElements { elements in
        for row in 0..<rows {
          let range = row * columns..<(row + 1) * columns
          let sum = elements[range].reduce(0, +)
          for index in range { out[index] = sum > 0 ? elements[index] / sum : 0 }
        }
      }
    }
  }
}

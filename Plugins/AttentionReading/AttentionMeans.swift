package import Tensors

/// Means of patterns, over every weight.
package enum AttentionMeans {
  /// The mean of the heads of a layer, `[Q, K]`.
  ///
  /// - Parameter pattern: `[H, Q, K]`.
  package static func overHeads(_ pattern: Tensor) -> Tensor {
    let (H, count) = (pattern.shape[0], pattern.shape[1] * pattern.shape[2])
    return mean((0..<H).map { (pattern, $0 * count) }, shape: Array(pattern.shape.dropFirst()))
  }

  /// The mean of tensors of one shape, number by number; at least one.
  package static func over(_ tensors: [Tensor]) -> Tensor {
    mean(tensors.map { ($0, 0) }, shape: tensors[0].shape)
  }

  /// The mean of what begins at each of these places.
  private static func mean(_ parts: [(tensor: Tensor, start: Int)], shape: [Int]) -> Tensor {
    let factor = 1 / Float(parts.count)
    return Tensor(shape: shape) { out in
      for (tensor, start) in parts {
        tensor.withUnsafeElements { elements in
          for index in out.indices { out[index] += factor * elements[start + index] }
        }
      }
    }
  }
}

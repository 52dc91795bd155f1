import Tensors

extension AttentionBlock {
  /// What of each row goes to no key, `[H, Q]` of `[H, Q, K]`: 1 − the sum of the row.
  static func sinkShares(of pattern: Tensor) -> Tensor {
    let (H, Q, K) = (pattern.shape[0], pattern.shape[1], pattern.shape[2])
    return Tensor(shape: [H, Q]) { out in
      pattern.withUnsafeElements { elements in
        for row in out.indices {
          let sum = elements[row * K..<(row + 1) * K].reduce(0.0) { $0 + Double($1) }
          out[row] = Float(max(0, 1 - sum))
        }
      }
    }
  }
}

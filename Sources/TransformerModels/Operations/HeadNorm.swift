import Tensors

/// A norm of queries or keys, before their positions turn them.
enum HeadNorm: Sendable {
  /// Of all heads together: the norm is as wide as they are side by side.
  case flat(Norm)
  /// Of each head by itself, all by the same.
  case shared(Norm)
  /// Of each head by itself, by one of its own.
  case each([Norm])

  /// Heads side by side, `[R, H·d]` → `[R, H·d]`.
  func callAsFunction(_ x: Tensor) -> Tensor { onParts(of: x, x) { norm, x, _ in norm(x) } }

  /// The gradient with respect to what was normed, `[R, H·d]`.
  func backward(_ gradient: Tensor, input: Tensor) -> Tensor {
    onParts(of: gradient, input) { $0.backward($1, input: $2) }
  }

  private func onParts(of x: Tensor, _ input: Tensor, _ apply: (Norm, Tensor, Tensor) -> Tensor) -> Tensor {
    switch self {
    case .flat(let norm): return apply(norm, x, input)
    case .shared(let norm):
      let rows = [x.count / norm.width, norm.width]
      return apply(norm, x.reshaped(rows), input.reshaped(rows)).reshaped(x.shape)
    case .each(let norms):
      var all = Tensor(shape: x.shape, filling: { _ in })
      for (head, norm) in norms.enumerated() {
        let columns = head * norm.width..<(head + 1) * norm.width
        all.add(apply(norm, x.columns(columns).dense, input.columns(columns).dense), toColumns: columns)
      }
      return all
    }
  }
}

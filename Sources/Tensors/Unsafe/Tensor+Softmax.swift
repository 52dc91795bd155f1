internal import CKernels

/// Which keys a query may look at.
public enum AttentionMask: Sendable, Hashable {
  /// All.
  case none
  /// Those at or before it; query `t` stands at position `start + t`.
  case causal(start: Int)

  /// How many keys query 0 sees; each later query sees one more.
  func visible(keys: Int) -> Int {
    switch self {
    case .none: keys
    case .causal(let start): start + 1
    }
  }

  /// The position of query 0.
  var start: Int {
    switch self {
    case .none: 0
    case .causal(let start): start
    }
  }
}

extension Tensor {
  /// Softmax along the last extent; entries a mask hides become exactly 0.
  ///
  /// A row with a NaN or +∞, or with −∞ alone, becomes NaN. Exponentials below 2⁻¹²⁶ become 0.
  public mutating func softmax(mask: AttentionMask = .none) {
    guard let columns = shape.last, columns > 0 else { return }
    let rows = rank > 1 ? shape[rank - 2] : 1
    update { elements in
      guard let base = elements.baseAddress, rows > 0 else { return }
      for start in stride(from: 0, to: elements.count, by: rows * columns) {
        ck_softmax_rows(base + start, rows, columns, -rows, mask.visible(keys: columns), -.infinity)
      }
    }
  }

  /// The softmax along the last extent.
  public var softmaxed: Tensor {
    var copy = self
    copy.softmax()
    return copy
  }

  /// The gradient with respect to what went into a softmax along the last extent, given that with respect to what it
  /// gave: `p · (dY − Σ p · dY)`.
  ///
  /// - Parameters:
  ///   - dY: the gradient with respect to the softmax.
  ///   - softmax: what the softmax gave, of the same shape; hidden entries are 0, and so is their gradient.
  /// - Precondition: equal shapes.
  public static func softmaxBackward(_ dY: Tensor, softmax: Tensor) -> Tensor {
    precondition(dY.shape == softmax.shape, "a gradient of \(dY.shape) for \(softmax.shape)")
    guard let columns = dY.shape.last, columns > 0 else { return dY }
    let rows = dY.count / columns
    var gradient = dY
    gradient.update { gradient in
      softmax.withUnsafeElements { pattern in
        guard let pattern = pattern.baseAddress, let gradient = gradient.baseAddress else { return }
        ck_softmax_backward_rows(pattern, gradient, rows, columns, -rows, columns)
      }
    }
    return gradient
  }
}

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
        ck_softmax_rows(base + start, rows, columns, mask.visible(keys: columns))
      }
    }
  }

  /// The softmax along the last extent.
  public var softmaxed: Tensor {
    var copy = self
    copy.softmax()
    return copy
  }
}

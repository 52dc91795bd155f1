internal import CKernels

extension Tensor {
  /// Whether no element is NaN or infinite; those that `mask` hides in rows of scores, which are −∞, are passed over.
  ///
  /// - Complexity: O(count), at the speed memory is read with.
  public func isFinite(under mask: AttentionMask = .none) -> Bool {
    withUnsafeElements { elements in
      guard mask != .none, let base = elements.baseAddress else {
        return ck_all_finite(elements.baseAddress, elements.count) != 0
      }
      return forEachRow(under: mask) { start, live in ck_all_finite(base + start, live) != 0 }
    }
  }

  /// What is NaN or infinite, but for what `mask` hides; nil where everything is finite.
  public func nonFiniteElements(under mask: AttentionMask = .none) -> NonFiniteElements? {
    guard !isFinite(under: mask) else { return nil }
    return withUnsafeElements { elements in
      var (count, first) = (0, -1)
      _ = forEachRow(under: mask) { start, live in
        for index in start..<start + live where !elements[index].isFinite {
          if count == 0 { first = index }
          count += 1
        }
        return true
      }
      return NonFiniteElements(
        count: count, total: elements.count, first: shape.indices(ofElement: first), value: elements[first])
    }
  }

  /// The greatest magnitude among the finite elements; 0 where there are none.
  public var greatestMagnitude: Float {
    withUnsafeElements { $0.reduce(0) { $1.isFinite ? max($0, $1.magnitude) : $0 } }
  }

  /// Calls `body` with the start of each row and the number of its elements that `mask` shows, until it is false.
  private func forEachRow(under mask: AttentionMask, _ body: (Int, Int) -> Bool) -> Bool {
    guard mask != .none, rank > 1, let columns = shape.last, columns > 0 else { return body(0, count) }
    let rows = shape[rank - 2]
    for row in 0..<count / columns {
      let live = min(columns, mask.visible(keys: columns) + row % rows)
      guard body(row * columns, live) else { return false }
    }
    return true
  }
}

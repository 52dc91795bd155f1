internal import CKernels

extension Tensor {
  /// Whether no element is NaN or infinite; those that `mask` and a window (see `Attention`) hide in rows of scores,
  /// which are −∞, are passed over.
  ///
  /// - Complexity: O(count), at the speed memory is read with.
  public func isFinite(under mask: AttentionMask = .none, window: Int? = nil) -> Bool {
    withUnsafeElements { elements in
      guard mask != .none || window != nil, let base = elements.baseAddress else {
        return ck_all_finite(elements.baseAddress, elements.count) != 0
      }
      return forEachRow(under: mask, window) { start, live in ck_all_finite(base + start, live) != 0 }
    }
  }

  /// What is NaN or infinite, but for what `mask` and a window hide; nil where everything is finite.
  public func nonFiniteElements(under mask: AttentionMask = .none, window: Int? = nil) -> NonFiniteElements? {
    guard !isFinite(under: mask, window: window) else { return nil }
    return withUnsafeElements { elements in
      var (count, first) = (0, -1)
      _ = forEachRow(under: mask, window) { start, live in
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

  /// Calls `body` with the start of each row's elements that are shown and their number, until it is false.
  private func forEachRow(under mask: AttentionMask, _ window: Int?, _ body: (Int, Int) -> Bool) -> Bool {
    guard mask != .none || window != nil, rank > 1, let columns = shape.last, columns > 0 else {
      return body(0, count)
    }
    let rows = shape[rank - 2]
    let span = mask.span(keys: columns, queries: rows, window: window)
    for row in 0..<count / columns {
      let end = max(0, min(columns, span.upperBound + row % rows))
      let begin = max(0, min(end, span.lowerBound + row % rows))
      guard body(row * columns + begin, end - begin) else { return false }
    }
    return true
  }
}

internal import CKernels

extension Tensor {
  /// The index of the greatest element in row-major order, the lowest of equals.
  ///
  /// Nil where there is none: no element, or one that is NaN.
  public var indexOfMaximum: Int? {
    withUnsafeElements { elements in
      guard ck_any_nan(elements.baseAddress, elements.count) == 0 else { return nil }
      let index = ck_argmax(elements.baseAddress, elements.count)
      return index < 0 ? nil : index
    }
  }

  /// log Σ exp(x) over all elements, in nats, without overflow.
  public var logSumExp: Double { withUnsafeElements { ck_log_sum_exp($0.baseAddress, $0.count) } }

  /// The place of element `index` among all, from 1: 1 + the number of greater elements, equals in order of
  /// index; nil where any element is NaN, among which there is no order.
  ///
  /// - Precondition: `0 <= index < count`.
  /// - Complexity: O(count), a few passes over the elements and no sorting.
  public func rank(of index: Int) -> Int? {
    withUnsafeElements { elements in
      guard ck_any_nan(elements.baseAddress, elements.count) == 0 else { return nil }
      let value = elements[index]
      return 1 + ck_count_greater(elements.baseAddress, elements.count, value)
        + ck_count_equal(elements.baseAddress, index, value)
    }
  }

  /// The indices of the `count` greatest elements, greatest first, equals in order of index.
  ///
  /// There are fewer where there are not as many elements. NaN is passed over.
  ///
  /// - Complexity: O(elements) for a few dozen of many; beyond 256 all are sorted.
  public func indicesOfGreatest(_ count: Int) -> [Int] {
    guard count > 0 else { return [] }
    return withUnsafeElements { elements in
      if count > 256 {
        let numbers = elements.indices.filter { !elements[$0].isNaN }
        return Array(numbers.sorted { (elements[$1], $0) < (elements[$0], $1) }.prefix(count))
      }
      var best: [Int] = []
      best.reserveCapacity(min(count, elements.count) + 1)
      var threshold = -Float.infinity
      for index in elements.indices {
        let value = elements[index]
        if best.count == count {
          guard value > threshold else { continue }
          best.removeLast()
        } else if value.isNaN {
          continue
        }
        var position = best.count
        while position > 0, elements[best[position - 1]] < value { position -= 1 }
        best.insert(index, at: position)
        if best.count == count, let last = best.last { threshold = elements[last] }
      }
      return best
    }
  }
}

internal import CKernels

extension Tensor {
  /// Adds element by element, in place where no one else sees this tensor.
  ///
  /// - Precondition: equal shapes.
  public static func += (sum: inout Tensor, term: Tensor) {
    precondition(sum.shape == term.shape, "adding \(term.shape) to \(sum.shape)")
    if sum.storage === term.storage {
      sum = sum + term
    } else {
      sum.update { x in
        term.withUnsafeElements { y in ck_add_in_place(x.baseAddress, y.baseAddress, x.count) }
      }
    }
  }

  /// The sum, element by element.
  ///
  /// - Precondition: equal shapes.
  public static func + (first: Tensor, second: Tensor) -> Tensor {
    precondition(first.shape == second.shape, "adding \(second.shape) to \(first.shape)")
    return Tensor(
      shape: first.shape,
      writing: { out in
        first.withUnsafeElements { a in
          second.withUnsafeElements { b in ck_add(a.baseAddress, b.baseAddress, a.count, out) }
        }
      })
  }

  /// The rows with these numbers, copied, as an embedding is looked up: `[R, C]` → `[indices, C]`.
  ///
  /// - Precondition: every index is a row.
  public func gatheringRows(_ indices: [Int]) -> Tensor {
    precondition(rank == 2, "rows of shape \(shape)")
    let columns = shape[1]
    return Tensor(
      shape: [indices.count, columns],
      writing: { out in
        withUnsafeElements { table in
          guard let table = table.baseAddress else { return }
          for (position, index) in indices.enumerated() {
            precondition(index >= 0 && index < shape[0], "row \(index) of \(shape[0])")
            (out + position * columns).update(from: table + index * columns, count: columns)
          }
        }
      })
  }
}

internal import CKernels

extension Tensor {
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

  /// Rows put back where `gatheringRows` took them from, 0 elsewhere: `[R, C]` → `[count, C]`.
  ///
  /// Rows for the same place are summed up, which makes this the backward rule of `gatheringRows`.
  ///
  /// - Precondition: one index a row, each below `count`.
  public static func scattering(_ rows: Tensor, to indices: [Int], of count: Int) -> Tensor {
    var sum = Tensor(shape: [count] + rows.shape.dropFirst(), filling: { _ in })
    sum.addRows(rows, to: indices)
    return sum
  }

  /// Adds each row of `rows` to the row of this tensor that its index names: `[R, C]` into `[n, C]`.
  ///
  /// - Precondition: two extents each, of equal width; one index a row, each a row of this tensor.
  public mutating func addRows(_ rows: Tensor, to indices: [Int]) {
    precondition(
      rank == 2 && rows.rank == 2 && rows.shape[1] == shape[1] && rows.shape[0] == indices.count,
      "\(indices.count) rows of \(rows.shape) for \(shape)")
    let (count, columns) = (shape[0], shape[1])
    update { sum in
      rows.withUnsafeElements { terms in
        guard let sum = sum.baseAddress, let terms = terms.baseAddress else { return }
        for (position, index) in indices.enumerated() {
          precondition(index >= 0 && index < count, "row \(index) of \(count)")
          ck_add_in_place(sum + index * columns, terms + position * columns, columns)
        }
      }
    }
  }

  /// Adds `term` to some of the columns: `[R, n]` into `[R, C]`, the backward rule of `columns(_:)`.
  ///
  /// - Precondition: two extents each, as many rows, and as many columns as the range.
  public mutating func add(_ term: Tensor, toColumns range: Range<Int>) {
    precondition(
      rank == 2 && range.lowerBound >= 0 && range.upperBound <= shape[1]
        && term.shape == [shape[0], range.count], "adding \(term.shape) to columns \(range) of \(shape)")
    let (rows, columns) = (shape[0], shape[1])
    update { sum in
      term.withUnsafeElements { terms in
        guard let sum = sum.baseAddress, let terms = terms.baseAddress else { return }
        for row in 0..<rows {
          ck_add_in_place(
            sum + row * columns + range.lowerBound, terms + row * range.count, range.count)
        }
      }
    }
  }
}

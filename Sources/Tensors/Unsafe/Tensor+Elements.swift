extension Tensor {
  /// The numbers where some rows and some columns meet, row by row: of `[R, C]`.
  ///
  /// - Precondition: every index is a row or a column.
  public func elements(rows: [Int], columns: [Int]) -> [Float] {
    let width = shape[1]
    check(rows, columns)
    return withUnsafeElements { all in
      var found: [Float] = []
      found.reserveCapacity(rows.count * columns.count)
      for row in rows {
        for column in columns { found.append(all[row * width + column]) }
      }
      return found
    }
  }

  /// Puts numbers where some rows and some columns meet, row by row, in place where no one else sees this tensor.
  ///
  /// - Precondition: every index is a row or a column, and there are as many numbers as places.
  public mutating func setElements(rows: [Int], columns: [Int], to values: [Float]) {
    let width = shape[1]
    check(rows, columns)
    precondition(values.count == rows.count * columns.count, "\(values.count) numbers for other places")
    update { all in
      var next = 0
      for row in rows {
        for column in columns {
          all[row * width + column] = values[next]
          next += 1
        }
      }
    }
  }

  private func check(_ rows: [Int], _ columns: [Int]) {
    precondition(
      rank == 2 && rows.allSatisfy { $0 >= 0 && $0 < shape[0] }
        && columns.allSatisfy { $0 >= 0 && $0 < shape[1] }, "places outside of \(shape)")
  }
}

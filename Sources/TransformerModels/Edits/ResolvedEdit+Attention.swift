import Tensors

// Edits inside of attention: of the scores or the pattern of one head of one text, `[T, S]`.

extension ResolvedEdit {
  /// Changes the matrix of a head, if it is one of those that are edited.
  ///
  /// - Parameter start: the position of its first row.
  func apply(to matrix: inout Tensor, head: Int, text: Int, start: Int) {
    each(head, text) { index, order in
      let (rows, columns) = part(of: matrix, index, start)
      guard !rows.indices.isEmpty else { return }
      change(&matrix, index, order, rows, columns)
      if renormalises { Self.renormalise(&matrix, rows: rows.indices) }
    }
  }

  /// Makes the gradient with respect to the matrix as it was of that with respect to the matrix as it became.
  ///
  /// - Parameter input: the matrix as it was.
  func transpose(on gradient: inout Tensor, input: Tensor, head: Int, text: Int) {
    each(head, text) { index, order in
      let (rows, columns) = part(of: input, index, 0)
      if renormalises {
        var changed = input
        change(&changed, index, order, rows, columns)
        Self.transposeNormalising(&gradient, of: changed, rows: rows.indices)
      }
      var block = gradient.elements(rows: rows.indices, columns: columns.indices)
      transpose(&block, order, columns.indices.count)
      gradient.setElements(rows: rows.indices, columns: columns.indices, to: block)
    }
  }

  /// What a matrix whose first row is at position `start` has of a place; columns are those of all that is looked at.
  private func part(of matrix: Tensor, _ index: Int, _ start: Int) -> (
    rows: Place.Present, columns: Place.Present
  ) {
    let place = places[index]
    return (
      Place.Present(place.positions, in: start..<start + matrix.shape[0], at: 0),
      Place.Present(place.columns, in: 0..<matrix.shape[1], at: 0)
    )
  }

  private func change(
    _ matrix: inout Tensor, _ index: Int, _ order: Int, _ rows: Place.Present, _ columns: Place.Present
  ) {
    var block = matrix.elements(rows: rows.indices, columns: columns.indices)
    apply(
      to: &block, numbers: numbers(index, order, rows: rows.orders, columns: columns.orders), order,
      columns.indices.count)
    matrix.setElements(rows: rows.indices, columns: columns.indices, to: block)
  }

  private func each(_ head: Int, _ text: Int, _ body: (_ place: Int, _ head: Int) -> Void) {
    guard let order = heads.firstIndex(of: head) else { return }
    for index in places.indices where places[index].text == text { body(index, order) }
  }

  private static func renormalise(_ matrix: inout Tensor, rows: [Int]) {
    let columns = Array(0..<matrix.shape[1])
    for row in rows {
      let values = matrix.elements(rows: [row], columns: columns)
      let sum = values.reduce(0, +)
      guard sum != 0 else { continue }
      matrix.setElements(rows: [row], columns: columns, to: values.map { $0 / sum })
    }
  }

  /// y = x / Σx, so that dx = (dy − Σ dy·y) / Σx.
  private static func transposeNormalising(_ gradient: inout Tensor, of matrix: Tensor, rows: [Int]) {
    let columns = Array(0..<matrix.shape[1])
    for row in rows {
      let values = matrix.elements(rows: [row], columns: columns)
      let sum = values.reduce(0, +)
      guard sum != 0 else { continue }
      let given = gradient.elements(rows: [row], columns: columns)
      let mean = zip(given, values).reduce(Float(0)) { $0 + $1.0 * $1.1 } / sum
      gradient.setElements(rows: [row], columns: columns, to: given.map { ($0 - mean) / sum })
    }
  }
}

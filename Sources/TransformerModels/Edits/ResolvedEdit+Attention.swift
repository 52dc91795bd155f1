import Tensors

// Edits inside of attention: of the scores or the pattern of one head of one text, `[T, S]`.

extension ResolvedEdit {
  /// Changes the matrix of a head, if it is one of those that are edited.
  func apply(to matrix: inout Tensor, head: Int, text: Int) {
    each(head, text) { index, order in
      let place = places[index]
      var block = matrix.elements(rows: place.positions, columns: place.columns)
      apply(to: &block, numbers: numbers(index, order), order, place.columns.count)
      matrix.setElements(rows: place.positions, columns: place.columns, to: block)
      if renormalises { Self.renormalise(&matrix, rows: place.positions) }
    }
  }

  /// Makes the gradient with respect to the matrix as it was of that with respect to the matrix as it became.
  ///
  /// - Parameter input: the matrix as it was.
  func transpose(on gradient: inout Tensor, input: Tensor, head: Int, text: Int) {
    each(head, text) { index, order in
      let place = places[index]
      if renormalises {
        var changed = input
        var block = changed.elements(rows: place.positions, columns: place.columns)
        apply(to: &block, numbers: numbers(index, order), order, place.columns.count)
        changed.setElements(rows: place.positions, columns: place.columns, to: block)
        Self.transposeNormalising(&gradient, of: changed, rows: place.positions)
      }
      var block = gradient.elements(rows: place.positions, columns: place.columns)
      transpose(&block, order, place.columns.count)
      gradient.setElements(rows: place.positions, columns: place.columns, to: block)
    }
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

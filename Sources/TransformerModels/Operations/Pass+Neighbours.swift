import Tensors

extension Pass {
  /// Each row with those beside it in its text, in order, and zeros where there are none: `[R, C]` → `[R, count·C]`.
  ///
  /// - Parameter count: how many there are with the row itself; odd.
  mutating func neighbours(_ count: Int, of x: Flow) -> Flow {
    let (R, C) = (x.tensor.shape[0], x.tensor.shape[1])
    // Row R is all zeros.
    let indices = layout.texts.flatMap { text in
      text.rows.flatMap { row in
        (row - count / 2...row + count / 2).map { text.rows.contains($0) ? $0 : R }
      }
    }
    let padded = Tensor.joiningRows([x.tensor, Tensor(shape: [1, C], filling: { _ in })])
    return Flow(
      padded.gatheringRows(indices).reshaped([R, count * C]),
      node: record(x.node) { NeighboursStep(x: $0, indices: indices, rows: R) })
  }
}

/// Rows beside each other; the row behind the last of what was read stands for none.
struct NeighboursStep: TapeStep {
  let x: Tape.Node
  let indices: [Int]
  let rows: Int

  func back(_ gradient: Tensor, _ gradients: inout Gradients) {
    let each = gradient.reshaped([indices.count, gradient.count / indices.count])
    let places = indices.indices.filter { indices[$0] < rows }
    gradients.add(
      Tensor.scattering(each.gatheringRows(places), to: places.map { indices[$0] }, of: rows), to: x)
  }
}

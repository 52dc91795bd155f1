import Tensors

// Operations that work row by row, whatever text a row belongs to. R rows.

extension Pass {
  /// `[R, in]` → `[R, out]`.
  mutating func linear(_ map: Linear, _ x: Flow) -> Flow {
    Flow(map(x.tensor), node: record(x.node) { LinearStep(map: map, x: $0) })
  }

  /// `[R, C]` → `[R, C]`.
  mutating func norm(_ norm: Norm, _ x: Flow) -> Flow {
    Flow(norm(x.tensor), node: record(x.node) { NormStep(norm: norm, x: $0, input: x.tensor) })
  }

  /// Applies a function to every number, in place where nobody else holds them.
  mutating func activate(_ function: Activation, _ x: inout Flow) {
    x.node = record(x.node) { ActivationStep(function: function, x: $0, input: x.tensor) }
    x.tensor.apply(function)
  }

  /// Adds rows to others, in place where nobody else holds them.
  mutating func add(_ term: consuming Flow, to sum: inout Flow) {
    let (first, second) = (sum.node, term.node)
    sum.node = record(first ?? second) { _ in SumStep(first: first, second: second) }
    sum.tensor += term.tensor
  }

  /// Multiplies rows with others, number by number.
  mutating func multiply(_ x: inout Flow, by factor: Flow) {
    x.node = record(x.node ?? factor.node) { _ in
      ProductStep(first: (x.node, x.tensor), second: (factor.node, factor.tensor))
    }
    x.tensor *= factor.tensor
  }

  /// Multiplies every number with one.
  mutating func scale(_ x: inout Flow, by factor: Float) {
    x.node = record(x.node) { ScaleStep(x: $0, factor: factor) }
    x.tensor.scale(by: factor)
  }

  /// Some of the rows, by number: `[R, C]` → `[indices, C]`.
  mutating func rows(_ indices: [Int], of x: Flow) -> Flow {
    let node = record(x.node) { RowsStep(x: $0, indices: indices, count: x.tensor.shape[0]) }
    guard let first = indices.first, indices == Array(first..<first + indices.count) else {
      return Flow(x.tensor.gatheringRows(indices), node: node)
    }
    return Flow(x.tensor.rows(first..<first + indices.count), node: node)
  }

  /// Some of the columns as heads side by side, not copied: `[R, C]` → `[R, count·d]`.
  mutating func heads(_ count: Int, of x: Flow, columns: Range<Int>) -> HeadRows {
    let width = x.tensor.shape[1]
    let node = record(x.node) { ColumnsStep(x: $0, columns: columns, width: width) }
    return HeadRows(rows: x.tensor.columns(columns), count: count, node: node)
  }

  /// Turns each head of queries or keys by its row's position, `[R, H·d]`.
  mutating func rotate(_ x: inout HeadRows, _ rotary: Rotary) {
    let (heads, positions) = (x.count, layout.positions)
    var turned = x.rows.dense
    rotary.rotate(&turned, heads: heads, positions: positions)
    let node = record(x.node) { RotationStep(rotary: rotary, x: $0, heads: heads, positions: positions) }
    x = HeadRows(rows: turned.matrix, count: heads, node: node)
  }

  /// Puts a step on the tape where something that is differentiated leads to `input`.
  mutating func record(_ input: Tape.Node?, _ step: (Tape.Node) -> some TapeStep) -> Tape.Node? {
    guard let input else { return nil }
    return tape?.push(step(input))
  }
}

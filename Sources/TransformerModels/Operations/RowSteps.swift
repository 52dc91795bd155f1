import Tensors

// Backward rules of operations that work row by row.

/// `y = x·W + b`.
struct LinearStep: TapeStep {
  let map: Linear
  let x: Tape.Node

  func back(_ gradient: Tensor, _ gradients: inout Gradients) { gradients.add(map.backward(gradient), to: x) }
}

/// A norm of each row.
struct NormStep: TapeStep {
  let norm: Norm
  let x: Tape.Node
  let input: Tensor

  func back(_ gradient: Tensor, _ gradients: inout Gradients) {
    gradients.add(norm.backward(gradient, input: input), to: x)
  }
}

/// A function of each number.
struct ActivationStep: TapeStep {
  let function: Activation
  let x: Tape.Node
  let input: Tensor

  func back(_ gradient: Tensor, _ gradients: inout Gradients) {
    gradients.add(function.backward(gradient, input: input), to: x)
  }
}

/// `y = a + b`.
struct SumStep: TapeStep {
  let first: Tape.Node?
  let second: Tape.Node?

  func back(_ gradient: Tensor, _ gradients: inout Gradients) {
    gradients.add(gradient, to: first)
    gradients.add(gradient, to: second)
  }
}

/// `y = a · b`, number by number.
struct ProductStep: TapeStep {
  let first: (node: Tape.Node?, tensor: Tensor)
  let second: (node: Tape.Node?, tensor: Tensor)

  func back(_ gradient: Tensor, _ gradients: inout Gradients) {
    if first.node != nil { gradients.add(gradient * second.tensor, to: first.node) }
    if second.node != nil { gradients.add(gradient * first.tensor, to: second.node) }
  }
}

/// `y = factor · x`.
struct ScaleStep: TapeStep {
  let x: Tape.Node
  let factor: Float

  func back(_ gradient: Tensor, _ gradients: inout Gradients) {
    var scaled = gradient
    scaled.scale(by: factor)
    gradients.add(scaled, to: x)
  }
}

/// Some of the rows.
struct RowsStep: TapeStep {
  let x: Tape.Node
  let indices: [Int]
  let count: Int

  func back(_ gradient: Tensor, _ gradients: inout Gradients) {
    gradients.add(Tensor.scattering(gradient, to: indices, of: count), to: x)
  }
}

/// Means of some neighbouring rows.
struct MeansStep: TapeStep {
  let x: Tape.Node
  let ranges: [Range<Int>]
  let count: Int

  func back(_ gradient: Tensor, _ gradients: inout Gradients) {
    for (index, rows) in ranges.enumerated() {
      var share = gradient.rows(index..<index + 1)
      share.scale(by: 1 / Float(rows.count))
      let all = Tensor.joiningRows([Tensor](repeating: share, count: rows.count))
      gradients.add(Tensor.scattering(all, to: Array(rows), of: count), to: x)
    }
  }
}

/// Some of the columns.
struct ColumnsStep: TapeStep {
  let x: Tape.Node
  let columns: Range<Int>
  let width: Int

  func back(_ gradient: Tensor, _ gradients: inout Gradients) {
    gradients.add(gradient, toColumns: columns, of: width, node: x)
  }
}

/// Heads turned by position.
struct RotationStep: TapeStep {
  let turns: [Pass.Turn]
  let x: Tape.Node
  let heads: Int

  func back(_ gradient: Tensor, _ gradients: inout Gradients) {
    gradients.add(Pass.turned(gradient, turns, heads: heads, inverted: true), to: x)
  }
}

/// Heads normed.
struct HeadNormStep: TapeStep {
  let norm: HeadNorm
  let x: Tape.Node
  let input: Tensor

  func back(_ gradient: Tensor, _ gradients: inout Gradients) {
    gradients.add(norm.backward(gradient, input: input), to: x)
  }
}

/// Numbers kept within ±`cap`, smoothly.
struct SoftcapStep: TapeStep {
  let cap: Float
  let x: Tape.Node
  let capped: Tensor

  func back(_ gradient: Tensor, _ gradients: inout Gradients) {
    gradients.add(Tensor.softcapBackward(gradient, capped: capped, cap: cap), to: x)
  }
}

/// Numbers cut off at the ends of a range.
struct ClampStep: TapeStep {
  let range: ClosedRange<Float>
  let x: Tape.Node
  let input: Tensor

  func back(_ gradient: Tensor, _ gradients: inout Gradients) {
    gradients.add(gradient.where(input, isIn: range), to: x)
  }
}

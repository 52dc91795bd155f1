import Tensors

// Operations that experts need: each works on some of the rows.

extension Pass {
  /// How much each expert counts for each row, `[R, E]` → `[R, E]`.
  mutating func choose(_ choice: ExpertChoice, _ ranked: [[Int]], of scores: Flow) -> Flow {
    let weights = choice.weights(scores.tensor, ranked)
    let node = record(scores.node) {
      ChoiceStep(choice: choice, ranked: ranked, x: $0, scores: scores.tensor, weights: weights)
    }
    return Flow(weights, node: node)
  }

  /// Adds rows, each times its number in a column of `weights`, to some rows of a sum.
  mutating func add(
    _ term: Flow, times weights: Flow, column: Int, toRows rows: [Int], of sum: inout Flow
  ) {
    let step = WeightedRowsStep(
      sum: sum.node, term: (term.node, term.tensor), weights: (weights.node, weights.tensor), column: column,
      rows: rows)
    sum.node = record(sum.node ?? term.node ?? weights.node) { _ in step }
    sum.tensor.addRows(term.tensor.scalingRows(by: step.factors), to: rows)
  }

  /// Adds one number to every number.
  mutating func shift(_ x: inout Flow, by number: Float) {
    // The gradient goes through as it is.
    let ones = Tensor(shape: x.tensor.shape, values: [Float](repeating: number, count: x.tensor.count))
    x.tensor += ones
  }
}

/// Experts chosen by their scores.
struct ChoiceStep: TapeStep {
  let choice: ExpertChoice
  let ranked: [[Int]]
  let x: Tape.Node
  let scores: Tensor
  let weights: Tensor

  func back(_ gradient: Tensor, _ gradients: inout Gradients) {
    gradients.add(choice.backward(gradient, weights: weights, scores: scores, ranked), to: x)
  }
}

/// Rows, each times a number, added to some rows of a sum.
struct WeightedRowsStep: TapeStep {
  let sum: Tape.Node?
  let term: (node: Tape.Node?, tensor: Tensor)
  let weights: (node: Tape.Node?, tensor: Tensor)
  let column: Int
  let rows: [Int]

  /// What each row is multiplied with.
  var factors: [Float] { rows.map { weights.tensor[$0, column] } }

  func back(_ gradient: Tensor, _ gradients: inout Gradients) {
    let own = gradient.gatheringRows(rows)
    if term.node != nil { gradients.add(own.scalingRows(by: factors), to: term.node) }
    if weights.node != nil {
      let width = weights.tensor.shape[1]
      let products = own * term.tensor
      let change = Tensor(shape: weights.tensor.shape) { all in
        for (index, row) in rows.enumerated() {
          all[row * width + column] = products.slice(index).values.reduce(0, +)
        }
      }
      gradients.add(change, to: weights.node)
    }
    gradients.add(gradient, to: sum)
  }
}

extension Tensor {
  /// Each row times its number: `[R, C]` → `[R, C]`.
  fileprivate func scalingRows(by factors: [Float]) -> Tensor {
    let width = shape[1]
    return withUnsafeElements { elements in
      Tensor(shape: shape) { scaled in
        for (row, factor) in factors.enumerated() {
          for column in row * width..<(row + 1) * width { scaled[column] = factor * elements[column] }
        }
      }
    }
  }

  /// The rows whose number in a column is not 0.
  func rows(whereColumnIsNotZero column: Int) -> [Int] { (0..<shape[0]).filter { self[$0, column] != 0 } }
}

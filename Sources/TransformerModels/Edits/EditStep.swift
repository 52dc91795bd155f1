import Tensors

/// Edits of rows, in the order they were made.
struct EditStep: TapeStep {
  let edits: [ResolvedEdit]
  let x: Tape.Node
  let heads: Int
  let layout: RowLayout

  func back(_ gradient: Tensor, _ gradients: inout Gradients) {
    var given = gradient
    for edit in edits.reversed() { edit.transpose(on: &given, heads: heads, layout) }
    gradients.add(given, to: x)
  }
}

import Tensors

/// A block of which nothing is kept but what it read: it is run again on the way back, for a tape of its own.
///
/// Steps of that tape pass gradients on to the places that the block read from, in the order of a tape of all steps: sums
/// are the same bits.
struct BlockStep: TapeStep {
  let block: Block
  /// The stream before the block, `[R, D]`.
  let stream: Flow
  /// The encoder's last states; nil where the block does not look at them.
  let encoder: Flow?
  let layout: RowLayout
  let encoderLayout: RowLayout
  let plan: PassPlan
  let catalog: SiteCatalog
  /// Whether the objective is made of what the block holds.
  let isSeeded: Bool

  func back(_ gradient: Tensor, _ gradients: inout Gradients) { goBack(gradient, &gradients) }

  func back(_ gradients: inout Gradients) { if isSeeded { goBack(nil, &gradients) } }

  private func goBack(_ gradient: Tensor?, _ gradients: inout Gradients) {
    var pass = Pass(again: plan, in: catalog, layout, encoderLayout: encoderLayout)
    pass.tape = Tape(from: gradients.end)
    var stream = stream
    // A place of its own on the new tape, so that sites which hold the stream as it came are marked there.
    stream.node = pass.record(stream.node) { ThroughStep(x: $0) }
    block.advance(&stream, over: encoder, in: &pass)
    pass.tape?.goBack(&gradients, from: stream.node, gradient)
  }
}

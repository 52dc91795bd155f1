import Tensors

extension Pass {
  /// Moves the stream, `[R, D]`, through a block, as far as the pass goes.
  ///
  /// Where blocks are recomputed, the tape gets one step for all of the block's.
  mutating func advance(_ stream: inout Flow, through block: Block, over encoder: Flow?) {
    guard plan.recomputes, var whole = tape.take() else {
      return block.advance(&stream, over: encoder, in: &self)
    }
    let read = stream
    tape = Tape(keepingSteps: false)
    block.advance(&stream, over: encoder, in: &self)
    let isSeeded = tape?.isSeeded == true
    if stream.node != nil || isSeeded {
      stream.node = whole.push(
        BlockStep(
          block: block, stream: read, encoder: encoder, layout: layout, encoderLayout: encoderLayout,
          plan: plan, catalog: catalog, isSeeded: isSeeded))
    }
    tape = whole
  }
}

/// One layer: its halves, one behind the other.
struct Block: Sendable {
  let input: SiteID
  let halves: [Half]

  /// Moves the stream, `[R, D]`, through the layer, as far as the pass goes.
  func advance(_ stream: inout Flow, over encoder: Flow?, in pass: inout Pass) {
    pass.visit(input, &stream)
    for half in halves {
      guard !pass.isDone else { return }
      half.advance(&stream, over: encoder, in: &pass)
    }
  }
}

/// One layer: its halves, one behind the other or side by side.
struct Block: Sendable {
  let input: SiteID
  let halves: [Half]
  /// Whether all halves read what enters the layer, rather than what the one before made of it.
  var isParallel = false

  /// Moves the stream, `[R, D]`, through the layer, as far as the pass goes.
  func advance(_ stream: inout Flow, over encoder: Flow?, in pass: inout Pass) {
    pass.visit(input, &stream)
    let entered = isParallel ? stream : nil
    for half in halves {
      guard !pass.isDone else { return }
      half.advance(&stream, reading: entered ?? stream, over: encoder, in: &pass)
    }
  }
}

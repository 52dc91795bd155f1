/// One layer: its halves, one behind the other or side by side.
struct Block: Sendable {
  let input: SiteID
  let halves: [Half]

  /// Moves the stream, `[R, D]`, through the layer, as far as the pass goes.
  func advance(_ stream: inout Flow, over encoder: Flow?, in pass: inout Pass) {
    pass.visit(input, &stream)
    let entered = halves.contains(where: \.readsEntry) ? stream : nil
    for half in halves {
      guard !pass.isDone else { return }
      let read = half.readsEntry ? entered : nil
      half.advance(&stream, reading: read ?? stream, over: encoder, in: &pass)
    }
  }
}

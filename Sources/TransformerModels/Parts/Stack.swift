/// Layers one behind the other, between an embedding and, in some families, a last norm.
struct Stack: Sendable {
  /// `encoder` or `decoder`; nil where the model has one.
  var name: String?
  let embedding: Embedding
  let blocks: [Block]
  var finalNorm: FinalNorm?

  /// The states after the last layer, normed, `[R, D]`; nil where the pass is done before.
  ///
  /// A pass that is resumed begins with the stream it is given.
  func callAsFunction(over encoder: Flow?, in pass: inout Pass, _ timer: StageTimer) -> Flow? {
    guard !pass.isDone else { return nil }
    let start = name == "encoder" ? nil : pass.plan.start
    var stream = start.map { Flow($0.stream) } ?? embedding(of: name, in: &pass)
    let begin = StageTimer.now()
    for (layer, block) in blocks.enumerated().dropFirst(start?.layer ?? 0) {
      guard !pass.isDone else { return nil }
      pass.advance(&stream, through: block, over: encoder)
      timer.pass(since: begin, isBehind: layer + 1, of: blocks.count)
    }
    if let finalNorm, !pass.isDone {
      stream = pass.norm(finalNorm.norm, stream)
      pass.visit(finalNorm.site, &stream)
    }
    return pass.isDone ? nil : stream
  }
}

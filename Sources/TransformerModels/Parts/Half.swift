/// One half of a block: what reads the stream, and how what it gives is added to it.
struct Half: Sendable {
  /// What reads.
  enum Work: Sendable {
    case attention(AttentionPart)
    case feedForward(FeedForward)
  }

  let work: Work
  /// Norms what is read; nil where the stream is read as it is.
  let inputNorm: Norm?
  let normed: SiteID
  let contribution: SiteID
  /// Norms the sum; nil where the stream is not normed.
  let streamNorm: Norm?
  let stream: SiteID

  /// Moves the stream, `[R, D]`, through the half.
  func advance(_ stream: inout Flow, over encoder: Flow?, in pass: inout Pass) {
    var given = given(of: stream, encoder, in: &pass)
    pass.visit(contribution, &given)
    pass.add(given, to: &stream)
    if let streamNorm { stream = pass.norm(streamNorm, stream) }
    pass.visit(self.stream, &stream)
  }

  private func given(of stream: Flow, _ encoder: Flow?, in pass: inout Pass) -> Flow {
    var read = stream
    if let inputNorm {
      read = pass.norm(inputNorm, stream)
      pass.visit(normed, &read)
    }
    return switch work {
    case .attention(let attention): attention(read, over: encoder, in: &pass)
    case .feedForward(let feedForward): feedForward(read, in: &pass)
    }
  }
}

import Tensors

/// One half of a block: what reads the stream, and how what it gives is added to it.
struct Half: Sendable {
  /// What reads.
  enum Work: Sendable {
    case attention(AttentionPart)
    case feedForward(FeedForward)
    case experts(Experts)
    case convolution(Convolution)
    case gatedConvolution(GatedConvolution)
    case deltaNet(DeltaNet)
  }

  let work: Work
  /// Whether it reads what enters the layer, rather than what the half before made of it.
  let readsEntry: Bool
  /// Norms what is read; nil where the stream is read as it is.
  let inputNorm: Norm?
  let normed: SiteID
  /// Norms what is given, before it is added; nil where it is added as it is.
  let outputNorm: Norm?
  /// What that is multiplied with, before it is added; nil for 1.
  let multiplier: Float?
  let contribution: SiteID
  /// Norms the sum; nil where the stream is not normed.
  let streamNorm: Norm?
  /// None where the halves of a block read the same stream, so that nothing reads it here.
  let stream: SiteID

  /// The last of its sites.
  var lastSite: SiteID { stream == .none ? contribution : stream }

  /// Moves the stream, `[R, D]`, through the half.
  ///
  /// - Parameter read: what the half reads: the stream itself, or, where halves stand side by side, what it was before both.
  func advance(_ stream: inout Flow, reading read: Flow, over encoder: Flow?, in pass: inout Pass) {
    var given = given(of: read, encoder, in: &pass)
    if let outputNorm { given = pass.norm(outputNorm, given) }
    if let multiplier { pass.scale(&given, by: multiplier) }
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
    case .experts(let experts): experts(read, in: &pass)
    case .convolution(let convolution): convolution(read, in: &pass)
    case .gatedConvolution(let convolution): convolution(read, in: &pass)
    case .deltaNet(let net): net(read, in: &pass)
    }
  }
}

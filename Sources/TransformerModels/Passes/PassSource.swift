import ExplainerCore

/// Where a model's forward passes come from: they are made, or somebody remembers them.
protocol PassSource {
  /// A pass over `input`, which the model has found readable, with at least these sites.
  ///
  /// - Parameter toEnd: whether the last state is needed.
  func pass(over input: ModelInput, capturing sites: Set<Site>, toEnd: Bool) -> ForwardPass

  /// What `decode` gives: how `input` goes on with these options.
  func decoding(
    of input: ModelInput, _ options: GenerationOptions, _ decode: () throws -> Continuation.Result
  ) rethrows -> Continuation.Result
}

/// Passes made anew each time, with what is asked for and nothing else.
struct FreshPasses: PassSource {
  private let model: TransformerModel

  init(_ model: TransformerModel) { self.model = model }

  func pass(over input: ModelInput, capturing sites: Set<Site>, toEnd: Bool) -> ForwardPass {
    model.pass(over: input, capturing: sites, toEnd: toEnd)
  }

  func decoding(
    of input: ModelInput, _ options: GenerationOptions, _ decode: () throws -> Continuation.Result
  ) rethrows -> Continuation.Result { try decode() }
}

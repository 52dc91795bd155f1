public import Diagnostics
public import ExplainerCore
public import Tensors

/// A text, what the model made of it, and the states it passed through: what both lens explainers start from.
public struct GeneratedText: Sendable {
  /// The tokens of the text, then those that were generated.
  public let tokens: [Token]
  /// How many of `tokens` are the text's own.
  public let promptCount: Int
  /// The generated tokens with their probabilities.
  public let generation: Generation
  /// The layers of the model.
  public let layers: Int

  /// Tokenises the call's text and lets the model continue it.
  ///
  /// - Parameter options: how to continue.
  /// - Throws: `badText` for a text that is empty, or does not fit the context together with what is generated.
  public init(_ call: ExplainerCall, options: GenerationOptions) throws {
    // The last generated token is never read by the model, so it takes no place in the context.
    let prompt = try call.tokens(reserving: options.maximumNewTokens - 1)
    call.reporter.progress(nil, "running \(call.model.info.id)")
    let generation = try call.model.generate(
      ModelInput(ids: prompt.map(\.id)), options: options,
      capturing: [SitePattern("layers.*.residual.post"), SitePattern("final_norm")])
    self.tokens = prompt + (try call.model.tokens(withIDs: generation.steps.map(\.id)))
    self.promptCount = prompt.count
    self.generation = generation
    self.layers = call.model.info.layers
  }

  /// The position whose prediction is looked at: `requested`, or `standard` where there is none.
  ///
  /// - Throws: `badParameter` with the legal range.
  public func position(_ requested: Int?, standard: Int) throws(ExplainerError) -> Int {
    let position = requested ?? standard
    guard position >= 1, position < tokens.count else {
      let generated = tokens.count - promptCount
      throw ExplainerError(
        .badParameter, "position \(position) is not the position of a predicted token",
        expected: "1 to \(tokens.count - 1) (positions count from 0; the text has \(promptCount) tokens, "
          + "\(generated) \(generated == 1 ? "was" : "were") generated, and nothing predicts token 0)",
        remedy: position >= tokens.count
          ? "generate more with --generate, or leave --position out for the first generated token, \(promptCount)"
          : "leave --position out for the first generated token, \(promptCount)")
    }
    return position
  }

  /// The states that predict the token at `position`, one row a layer asked for: `[layers, D]`.
  ///
  /// Layer `i` is the residual stream after block `i` at the position before. As in the reference, the last layer's
  /// state already has the final norm where the head is applied raw; where it is applied with the norm (`normed`),
  /// every layer's state is the stream itself and the norm is applied with the head.
  public func states(at position: Int, layers: [Int], normed: Bool) throws -> Tensor {
    Tensor.stacking(
      try layers.map { layer in
        let site =
          layer == self.layers - 1 && !normed ? Site(part: "final_norm") : .layer(layer, "residual.post")
        guard let stream = generation.trace[site], stream.rank == 2, position - 1 < stream.shape[0] else {
          throw ExplainerError(.internalFault, "the trace lacks \(site) at position \(position - 1)")
        }
        return stream.slice(position - 1)
      })
  }

  /// The text before `position`, as a title quotes it: at most 60 characters, the end of longer ones.
  public func quotation(before position: Int) -> String {
    // Characters whose bytes are split over tokens come together again here.
    let bytes = tokens.prefix(position).flatMap { $0.bytes ?? Array($0.text.utf8) }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.count > 60 ? "“…\(text.suffix(59))”" : "“\(text)”"
  }
}

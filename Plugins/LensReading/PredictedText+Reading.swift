import Diagnostics
public import ExplainerCore
import Tensors

extension PredictedText {
  /// Tokenises the call's text and lets the model continue it, fill its masks, or write it anew.
  ///
  /// - Parameter options: how to continue.
  /// - Throws: `badText` for a text that is empty, or does not fit the context together with what is generated;
  ///   `badParameter` where a masked model is to generate several tokens.
  public init(_ call: ExplainerCall, options: GenerationOptions) throws {
    switch call.model.info.kind {
    case .causal:
      // The last generated token is never read by the model, so it takes no place in the context.
      let prompt = try call.tokens(reserving: options.maximumNewTokens - 1)
      try self.init(
        continuing: prompt, ModelInput(ids: prompt.map(\.id)), call, options, [SitePattern("final_norm")])
    case .sequenceToSequence:
      let source = try call.tokens()
      let prompt = try Self.beginning(of: source, call.model)
      try self.init(
        continuing: prompt, ModelInput(ids: source.map(\.id), decoderIDs: prompt.map(\.id)), call, options, []
      )
    case .masked:
      try self.init(filling: call, options)
    }
  }

  /// A text continued behind `prompt`, the ids the model's predicting stack begins with.
  private init(
    continuing prompt: [Token], _ input: ModelInput, _ call: ExplainerCall, _ options: GenerationOptions,
    _ more: [SitePattern]
  ) throws {
    let info = call.model.info
    call.reporter.progress(nil, "running \(info.id)")
    let generation = try call.model.generate(
      input, options: options, capturing: (0..<info.layers).map { .init(Self.stream(info.kind, $0)) } + more)
    let added = try call.model.tokens(withIDs: generation.steps.map(\.id))
    self.init(
      text: call.texts.first ?? "", tokens: prompt + added,
      predictions: zip(added, generation.steps).enumerated().map { index, one in
        Prediction(
          position: prompt.count + index, token: one.0, probability: one.1.probability, rules: one.1.rules)
      }, kind: info.kind, layers: info.layers, trace: generation.trace)
  }

  /// What a decoder begins with: its start token, then the text up to the first mask, or without one what the
  /// tokenizer puts in front of every text.
  private static func beginning(of source: [Token], _ model: any Model) throws -> [Token] {
    let start = try model.tokens(withIDs: model.info.decoderStartTokenID.map { [$0] } ?? [])
    let mask = source.firstIndex { $0.id == model.info.maskTokenID }
    return start + (mask.map { source[..<$0] } ?? source.prefix { $0.byteRange == nil })
  }

  private init(filling call: ExplainerCall, _ options: GenerationOptions) throws {
    let model = call.model
    guard options.maximumNewTokens == 1, !options.samples else {
      throw ExplainerError(
        .badParameter, "\(model.info.family) fills masks, it does not generate",
        remedy: "leave --generate and --do-sample out, and write the mask where a token is to be predicted")
    }
    let tokens = try call.tokens()
    call.reporter.progress(nil, "running \(model.info.id)")
    let trace = try model.run(
      ModelInput(ids: tokens.map(\.id)), capturing: [SitePattern("layers.*.residual.post")])
    let masks = tokens.indices.filter { tokens[$0].id == model.info.maskTokenID }
    self.init(
      text: call.texts.first ?? "", tokens: tokens, predictions: try Self.fills(at: masks, of: trace, model),
      kind: model.info.kind, layers: model.info.layers, trace: trace)
  }

  /// The most probable token for each mask.
  private static func fills(at masks: [Int], of trace: Trace, _ model: any Model) throws -> [Prediction] {
    let last = stream(model.info.kind, model.info.layers - 1)
    return try masks.map { position in
      let logits = try model.unembed(
        Tensor.stacking([try trace.state(at: last, position)]), normed: false
      ).slice(0)
      guard let best = logits.indexOfMaximum else {
        throw ExplainerError(.badData, "a score of the model is not a number, so none is the greatest")
      }
      return Prediction(
        position: position, token: try model.tokens(withIDs: [best])[0],
        probability: logits.softmaxed[flat: best], rules: [])
    }
  }
}

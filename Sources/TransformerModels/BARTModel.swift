import Checkpoints
import Diagnostics
public import ExplainerCore
import JSON
public import Tensors

// BART: config → embeddings → block → stack → model.
//
// Shapes: S positions of the encoder, T of the decoder, D width of both streams, H heads of d = D / H, F neurons
// of one MLP, V tokens.
// Source: Lewis et al. 2020, "BART: Denoising Sequence-to-Sequence Pre-training for Natural Language Generation,
// Translation, and Comprehension"; checked against Hugging Face `modeling_bart.py` (transformers 4.57).

// MARK: - Configuration

/// The keys of `config.json` that change what BART computes, with Hugging Face's defaults.
struct BARTConfiguration: Sendable {
  /// One of the two stacks.
  struct Stack: Sendable {
    /// `encoder` or `decoder`.
    let name: String
    let layers: Int
    let heads: Int
    /// F.
    let neurons: Int

    var isDecoder: Bool { name == "decoder" }
  }

  let encoder: Stack
  let decoder: Stack
  /// D.
  let width: Int
  /// V.
  let vocabularySize: Int
  let contextLength: Int
  let activation: Activation
  /// Whether token embeddings are multiplied with √D.
  let scalesEmbedding: Bool
  /// Whether both stacks and the head share one embedding.
  let tiesEmbeddings: Bool

  /// ε of all norms.
  static var epsilon: Float { 1e-5 }
  /// The rows of a position embedding before that of position 0.
  static var positionOffset: Int { 2 }

  init(_ file: ModelConfiguration) throws(ExplainerError) {
    width = try file.integer("d_model", default: 1024, in: 1...(1 << 20))
    encoder = try Stack("encoder", file, width: width)
    decoder = try Stack("decoder", file, width: width)
    vocabularySize = try file.integer("vocab_size", default: 50265, in: 1...(1 << 26))
    contextLength = try file.integer("max_position_embeddings", default: 1024, in: 1...(1 << 24))
    activation = try Activation(file, "activation_function", default: "gelu")
    scalesEmbedding = try file.bool("scale_embedding", default: false)
    tiesEmbeddings = try file.bool("tie_word_embeddings", default: true)
    for (key, known) in [
      ("normalize_before", false), ("add_final_layer_norm", false), ("static_position_embeddings", false),
      ("normalize_embedding", true),
    ] where try file.bool(key, default: known) != known {
      throw ExplainerError(
        .unsupported, "this form of BART cannot be run", at: [file.path], expected: "\(key) \(known)",
        found: "\(!known)")
    }
  }
}

extension BARTConfiguration.Stack {
  fileprivate init(_ name: String, _ file: ModelConfiguration, width: Int) throws(ExplainerError) {
    self.name = name
    layers = try file.integer("\(name)_layers", default: 12, in: 1...4096)
    heads = try file.integer("\(name)_attention_heads", default: 16, in: 1...65536)
    neurons = try file.integer("\(name)_ffn_dim", default: 4096, in: 1...(1 << 24))
    try file.checkHeads(
      heads, divide: width,
      keys: (file.spelling(of: "\(name)_attention_heads"), file.spelling(of: "d_model")))
  }
}

// MARK: - Embeddings

/// Token and position embeddings, added and normed.
struct BARTEmbeddings: Sendable {
  /// `[V, D]`.
  let tokens: Tensor
  /// What token embeddings are multiplied with; nil for 1.
  let scale: Float?
  /// `[offset + context, D]`.
  let positions: Tensor
  let norm: LayerNorm

  /// `[T]` ids, the first of which stands at position `start` → `[T, D]`.
  func callAsFunction(_ ids: [Int], start: Int) -> Tensor {
    var sum = tokens.gatheringRows(ids)
    if let scale { sum = Tensor(shape: sum.shape, values: sum.values.map { $0 * scale }) }
    let first = BARTConfiguration.positionOffset + start
    sum += positions.rows(first..<first + ids.count)
    return norm(sum)
  }
}

// MARK: - Block

/// Attention, in the decoder a look at the encoder, and MLP; a norm behind each sum.
struct BARTBlock: Sendable {
  let address: LayerAddress
  let attention: MultiHeadAttention
  let attentionNorm: LayerNorm
  /// Nil in the encoder.
  let crossAttention: MultiHeadAttention?
  let crossNorm: LayerNorm?
  let mlp: FeedForward
  let outputNorm: LayerNorm

  /// Moves the stream, `[T, D]`, through the block.
  ///
  /// - Parameters:
  ///   - encoder: what the decoder looks at; nil in the encoder, where every position sees all others.
  ///   - cache: the positions before these.
  func advance(
    _ stream: inout Tensor, over encoder: MultiHeadAttention.Source?, cache: KeyValueCache.Layer?,
    recorder: inout TraceRecorder
  ) {
    recorder.keep(address("residual.pre"), stream)
    let mask = crossAttention == nil ? AttentionMask.none : .causal(start: cache?.count ?? 0)
    var source = attention.source(stream)
    if let cache {
      cache.append(keys: source.keys, values: source.values)
      source = MultiHeadAttention.Source(keys: cache.keys, values: cache.values)
    }
    stream += attention(stream, over: source, mask: mask, recorder: &recorder)
    stream = attentionNorm(stream)
    recorder.keep(address("residual.mid"), stream)
    guard !recorder.isComplete else { return }
    if let crossAttention, let crossNorm, let encoder {
      stream += crossAttention(stream, over: encoder, mask: .none, recorder: &recorder)
      stream = crossNorm(stream)
      recorder.keep(address("residual.cross"), stream)
      guard !recorder.isComplete else { return }
    }
    stream += mlp(stream, recorder: &recorder)
    stream = outputNorm(stream)
    recorder.keep(address("residual.post"), stream)
  }
}

// MARK: - Stack

/// The encoder, which reads, or the decoder, which writes.
struct BARTStack: Sendable {
  /// `encoder` or `decoder`.
  let name: String
  let embeddings: BARTEmbeddings
  let blocks: [BARTBlock]

  var embeddingsSite: Site { Site(stack: name, part: "embeddings") }

  /// What the decoder's blocks look at in the encoder's last states, `[S, D]`.
  func sources(_ encoder: Tensor) -> [MultiHeadAttention.Source?] {
    blocks.map { $0.crossAttention?.source(encoder) }
  }

  /// The states after the last block, `[T, D]`, or nil if the recorder had all it wanted earlier.
  ///
  /// - Parameters:
  ///   - ids: `[T]`; they stand after the positions in `cache` and are added to it.
  ///   - source: what a block of the decoder looks at in the encoder.
  func states(
    of ids: [Int], over source: (BARTBlock) -> MultiHeadAttention.Source? = { _ in nil },
    cache: KeyValueCache? = nil, recorder: inout TraceRecorder
  ) -> Tensor? {
    guard !recorder.isComplete else { return nil }
    var stream = embeddings(ids, start: cache?.count ?? 0)
    recorder.keep(embeddingsSite, stream)
    for block in blocks {
      guard !recorder.isComplete else { return nil }
      block.advance(
        &stream, over: source(block), cache: cache?.layers[block.address.layer], recorder: &recorder)
    }
    return recorder.isComplete ? nil : stream
  }
}

// MARK: - Model

/// BART and the models made like it (bart-large-cnn, DistilBART, …).
///
/// `ModelInput.ids` are what the encoder reads; `decoderIDs` what the decoder reads, as they are: no start
/// token is put in front and nothing is shifted. Without `decoderIDs` the decoder reads its start token alone.
/// Position `t` of the decoder scores token `t + 1`.
///
/// Norms stand behind the sums: `residual.mid` is the norm of `residual.pre` + `attention.output`, in the
/// decoder `residual.cross` that of `residual.mid` + `cross_attention.output`, and `residual.post` that of the
/// last of these + `mlp.output`. There is no `final_norm`. How the sites relate to Hugging Face's outputs:
///
/// | site | Hugging Face |
/// |---|---|
/// | `encoder.embeddings` | `encoder_hidden_states[0]`, after `layernorm_embedding` |
/// | `encoder.layers.N.residual.post` | `encoder_hidden_states[N + 1]` |
/// | `encoder.layers.N.attention.pattern` | `encoder_attentions[N]` |
/// | `decoder.embeddings`, `decoder.layers.N.residual.post` | `decoder_hidden_states[0]`, `[N + 1]` |
/// | `decoder.layers.N.attention.pattern` | `decoder_attentions[N]` |
/// | `decoder.layers.N.cross_attention.pattern`, `[H, T, S]` | `cross_attentions[N]` |
/// | `….layers.N.mlp.neurons` | the input of `layers.N.fc2` |
/// | `….attention.query`, `.key`, `.value` | `q_proj`, `k_proj`, `v_proj` per head, before scaling |
/// | `logits` | `logits` |
///
/// - Note: `unembed(_:normed:)` is `lm_head` and `final_logits_bias`; `normed` makes no difference. Code that
///   applies `lm_head` alone to hidden states (ecco's layer predictions) leaves the bias out; it is 0 in the
///   published checkpoints.
/// - Note: Dropout is off. Texts are not padded, so there is no attention mask. Classification heads are
///   ignored.
public struct BARTModel: Sendable {
  /// What the model says of itself; layers, heads and neurons are the decoder's.
  public let info: ModelInfo
  let vocabulary: VocabularyReader
  let catalog: SiteCatalog
  let timer: StageTimer
  let weights: NamedWeights
  let generation: Result<GenerationSettings, ExplainerError>
  private let startToken: Int
  private let encoder: BARTStack
  private let decoder: BARTStack
  /// Nil where the checkpoint is no language model.
  private let head: Linear?
}

extension BARTModel: GeneratingModel {
  /// Without `decoderIDs` the decoder reads its start token alone.
  func readable(_ input: ModelInput) throws(ExplainerError) -> ModelInput {
    if input.segments != nil {
      throw ExplainerError(.badParameter, "BART has no segments")
    }
    let ids = input.decoderIDs ?? [startToken]
    try check(input.ids)
    try check(ids, of: "the decoder's text")
    return ModelInput(ids: input.ids, decoderIDs: ids)
  }

  func pass(over input: ModelInput, recorder: inout TraceRecorder) -> Tensor? {
    let states = timer.measure("forward") { () -> Tensor? in
      guard let memory = encoder.states(of: input.ids, recorder: &recorder) else { return nil }
      return decoder.states(
        of: prompt(of: input), over: { $0.crossAttention?.source(memory) }, recorder: &recorder)
    }
    if let states, recorder.wants(.logits) {
      recorder.keep(.logits, timer.measure("head") { head?(states) })
    }
    return states
  }

  func prompt(of input: ModelInput) -> [Int] { input.decoderIDs ?? [startToken] }

  func adding(_ ids: ArraySlice<Int>, to input: ModelInput) -> ModelInput {
    ModelInput(ids: input.ids, decoderIDs: prompt(of: input) + ids)
  }

  /// The encoder reads its ids once, with the first call.
  func decoder(of input: ModelInput, capacity: Int) -> TokenDecoder {
    decoder(
      of: input, behind: KeyValueCache(layers: info.layers, width: info.hiddenSize, capacity: capacity), nil)
  }

  private func decoder(
    of input: ModelInput, behind cache: KeyValueCache, _ read: [MultiHeadAttention.Source?]?
  ) -> TokenDecoder {
    var sources = read
    return TokenDecoder { new in
      var recorder = TraceRecorder([], needsFinalStates: true)
      let states = timer.measure(sources == nil ? "forward" : "decode") { () -> Tensor? in
        let known = sources ?? encoder.states(of: input.ids, recorder: &recorder).map(decoder.sources) ?? []
        sources = known
        return decoder.states(
          of: new, over: { known[$0.address.layer] }, cache: cache, recorder: &recorder)
      }
      guard let states else { return Tensor(shape: [0], values: []) }
      return timer.measure("head") { scores(after: states.rows(new.count - 1..<new.count)) }
    } fork: {
      decoder(of: input, behind: cache.copy(), sources)
    }
  }

  func scores(after state: Tensor) -> Tensor { head?(state).slice(0) ?? Tensor(shape: [0], values: []) }

  /// The head over states of a stream; `normed` makes no difference.
  public func unembed(_ hidden: Tensor, normed: Bool) throws -> Tensor {
    try checkStates(hidden)
    return try finite(headOver: hidden, normed: false) { hidden in timer.measure("head") { head?(hidden) } }
  }
}

extension BARTModel {
  func readings(behind site: Site, of input: ModelInput?) -> [WeightReading] {
    let stack = site.stack ?? "decoder"
    let name = "\(stack).layers.\(site.layer ?? 0)"
    let ids = stack == "encoder" ? input?.ids : input.map(prompt(of:))
    return switch site.part {
    case "embeddings":
      [
        WeightReading("\(stack).embed_tokens.weight", rows: ids),
        WeightReading(
          "\(stack).embed_positions.weight",
          rows: ids.map { $0.indices.map { $0 + BARTConfiguration.positionOffset } }),
        WeightReading("\(stack).layernorm_embedding"),
      ]
    case "attention.query": [WeightReading("\(name).self_attn.q_proj")]
    case "attention.key": [WeightReading("\(name).self_attn.k_proj")]
    case "attention.value": [WeightReading("\(name).self_attn.v_proj")]
    case "attention.value_norms", "attention.output": [WeightReading("\(name).self_attn.out_proj")]
    case "residual.mid": [WeightReading("\(name).self_attn_layer_norm")]
    case "cross_attention.query": [WeightReading("\(name).encoder_attn.q_proj")]
    case "cross_attention.key": [WeightReading("\(name).encoder_attn.k_proj")]
    case "cross_attention.value": [WeightReading("\(name).encoder_attn.v_proj")]
    case "cross_attention.value_norms", "cross_attention.output":
      [WeightReading("\(name).encoder_attn.out_proj")]
    case "residual.cross": [WeightReading("\(name).encoder_attn_layer_norm")]
    case "mlp.neurons": [WeightReading("\(name).fc1")]
    case "mlp.output": [WeightReading("\(name).fc2")]
    case "residual.post": [WeightReading("\(name).final_layer_norm")]
    case "logits": [WeightReading("lm_head.weight"), WeightReading("final_logits_bias")]
    default: []
    }
  }
}

// MARK: - Loading

extension BARTModel {
  /// Builds the model over the weights of a checkpoint, with or without the prefix `model.`, and with the
  /// shared embedding under any of its names.
  ///
  /// Tensors beyond those used are ignored, but for other heads with a warning.
  init(_ source: ModelSource) throws {
    let configuration = try BARTConfiguration(source.configuration)
    let heads = CheckpointHeads(source, isTied: configuration.tiesEmbeddings)
    let hasHead = heads.heads.contains(.languageModel)
    var names = try Self.names(source.weights, configuration, hasHead: hasHead)
    let hasBias = names.holds("final_logits_bias")
    let weights = try NamedWeights(
      source.weights, needed: configuration.weights(hasHead: hasHead, hasBias: hasBias),
      epsilon: BARTConfiguration.epsilon, stored: { names($0) })
    names.warnOfUnused(used: weights.used, otherHeads: ["classification_head", "qa_outputs"])
    let (D, V) = (configuration.width, configuration.vocabularySize)

    encoder = try BARTStack(configuration.encoder, configuration, weights)
    decoder = try BARTStack(configuration.decoder, configuration, weights)
    head =
      try hasHead
      ? Linear(
        WeightMatrix(weights.tensor("lm_head.weight"), layout: .outputInput),
        bias: hasBias ? weights.tensor("final_logits_bias").reshaped([V]) : nil)
      : nil

    vocabulary = VocabularyReader(source.tokenizer, size: V)
    timer = source.timer
    self.weights = weights
    generation = source.generationSettings(vocabularySize: V)
    startToken = try source.decoderStart(default: 2)
    guard startToken < V else {
      throw ExplainerError(
        .badData, "the token generation begins with is not in the vocabulary",
        at: [source.configuration.path], expected: "an id from 0 to \(V - 1)", found: "\(startToken)")
    }
    info = ModelInfo(
      id: source.location.id, family: "bart", kind: .sequenceToSequence,
      revision: source.location.revision,
      dtype: source.weights.entry(named: names("decoder.embed_tokens.weight"))?.typeName ?? "",
      layers: configuration.decoder.layers, heads: configuration.decoder.heads, hiddenSize: D,
      feedForwardSize: configuration.decoder.neurons, vocabularySize: V,
      contextLength: configuration.contextLength, maskTokenID: vocabulary.maskID,
      encoder: ModelInfo.Stack(
        layers: configuration.encoder.layers, heads: configuration.encoder.heads,
        feedForwardSize: configuration.encoder.neurons),
      decoderStartTokenID: startToken, generation: (try? generation.get())?.told, outputHeads: heads.heads,
      labels: heads.labels,
      tiedHead: hasHead ? names("lm_head.weight") == names("decoder.embed_tokens.weight") : nil,
      warnings: source.warnings + names.warnings + vocabulary.warnings)
    catalog = Self.catalog(encoder, decoder, headless: hasHead ? nil : info.lacksLanguageModel)
  }

  /// Where the weights are.
  ///
  /// `shared` is what transformers ties the others to, and nothing by itself.
  private static func names(
    _ weights: CheckpointWeights, _ configuration: BARTConfiguration, hasHead: Bool
  ) throws(ExplainerError) -> StoredNames {
    let embeddings = ((hasHead ? ["lm_head"] : []) + ["decoder.embed_tokens", "encoder.embed_tokens"])
      .map { "\($0).weight" }
    var names = try StoredNames(
      weights, base: "model",
      names: configuration.weights(hasHead: false, hasBias: false).map(\.name).filter {
        !embeddings.contains($0)
      },
      heads: ["lm_head", "final_logits_bias"])
    if configuration.tiesEmbeddings {
      try names.tie(["shared.weight"] + embeddings)
    } else {
      try names.checkUntied(embeddings)
      names.ignore("shared.weight")
    }
    return names
  }

  private static func catalog(
    _ encoder: BARTStack, _ decoder: BARTStack, headless: ExplainerError?
  ) -> SiteCatalog {
    let sites = [encoder, decoder].flatMap { stack in
      [stack.embeddingsSite]
        + stack.blocks.flatMap { $0.address.sites(looksAtEncoder: $0.crossAttention != nil) }
    }
    let last = LayerAddress(stack: "decoder", layer: decoder.blocks.count - 1)("residual.post")
    let normless = ExplainerError(
      .badParameter, "BART has no final norm: every layer's output is normed",
      remedy: "Use '\(last.name)', the last state")
    let norms = [nil, "encoder", "decoder"].map { Site(stack: $0, part: "final_norm") }
    return SiteCatalog(
      sites: sites + (headless == nil ? [.logits] : []),
      missing: norms.map { ($0, normless) } + (headless.map { [(.logits, $0)] } ?? []))
  }
}

extension BARTStack {
  fileprivate init(
    _ stack: BARTConfiguration.Stack, _ configuration: BARTConfiguration, _ weights: NamedWeights
  ) throws(ExplainerError) {
    name = stack.name
    embeddings = BARTEmbeddings(
      tokens: try weights.tensor("\(stack.name).embed_tokens.weight"),
      scale: configuration.scalesEmbedding ? Float(configuration.width).squareRoot() : nil,
      positions: try weights.tensor("\(stack.name).embed_positions.weight"),
      norm: try weights.norm("\(stack.name).layernorm_embedding"))
    let scale = 1 / Float(configuration.width / stack.heads).squareRoot()
    blocks = try (0..<stack.layers).map { layer throws(ExplainerError) in
      try BARTBlock(
        LayerAddress(stack: stack.name, layer: layer), looksAtEncoder: stack.isDecoder,
        configuration.activation, Attention(heads: stack.heads, scale: scale), weights)
    }
  }
}

extension BARTBlock {
  fileprivate init(
    _ address: LayerAddress, looksAtEncoder: Bool, _ activation: Activation, _ attend: Attention,
    _ weights: NamedWeights
  ) throws(ExplainerError) {
    let path = "\(address.stack ?? "").layers.\(address.layer)"
    func attention(_ site: String, _ part: String) throws(ExplainerError) -> MultiHeadAttention {
      MultiHeadAttention(
        address: address, name: site, query: try weights.linear("\(path).\(part).q_proj"),
        key: try weights.linear("\(path).\(part).k_proj"),
        value: try weights.linear("\(path).\(part).v_proj"),
        output: try weights.linear("\(path).\(part).out_proj"), attend: attend)
    }
    self.address = address
    self.attention = try attention("attention", "self_attn")
    attentionNorm = try weights.norm("\(path).self_attn_layer_norm")
    crossAttention = looksAtEncoder ? try attention("cross_attention", "encoder_attn") : nil
    crossNorm = looksAtEncoder ? try weights.norm("\(path).encoder_attn_layer_norm") : nil
    mlp = FeedForward(
      address: address, up: try weights.linear("\(path).fc1"), activation: activation,
      down: try weights.linear("\(path).fc2"))
    outputNorm = try weights.norm("\(path).final_layer_norm")
  }
}

extension BARTConfiguration {
  /// The tensors BART needs, under their names without prefix.
  fileprivate func weights(hasHead: Bool, hasBias: Bool) -> [(name: String, shape: [Int])] {
    let (D, V) = (width, vocabularySize)
    var needed: [(name: String, shape: [Int])] = []
    for stack in [encoder, decoder] {
      needed.append(("\(stack.name).embed_tokens.weight", [V, D]))
      needed.append(("\(stack.name).embed_positions.weight", [contextLength + Self.positionOffset, D]))
      needed.addNorm("\(stack.name).layernorm_embedding", width: D)
      for path in (0..<stack.layers).map({ "\(stack.name).layers.\($0)" }) {
        for part in stack.isDecoder ? ["self_attn", "encoder_attn"] : ["self_attn"] {
          for map in ["q_proj", "k_proj", "v_proj", "out_proj"] {
            needed.addLinear("\(path).\(part).\(map)", inputs: D, outputs: D)
          }
          needed.addNorm("\(path).\(part)_layer_norm", width: D)
        }
        needed.addLinear("\(path).fc1", inputs: D, outputs: stack.neurons)
        needed.addLinear("\(path).fc2", inputs: stack.neurons, outputs: D)
        needed.addNorm("\(path).final_layer_norm", width: D)
      }
    }
    if hasHead { needed.append(("lm_head.weight", [V, D])) }
    if hasBias { needed.append(("final_logits_bias", [1, V])) }
    return needed
  }
}

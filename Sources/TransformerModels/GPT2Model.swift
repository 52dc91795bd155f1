import Checkpoints
import Diagnostics
public import ExplainerCore
import Tensors

// GPT-2: config → attention → block → model.
//
// Shapes: T positions, D width of the residual stream, H heads of d = D / H, F neurons of one MLP, V tokens.
// Source: Radford et al. 2019, "Language Models are Unsupervised Multitask Learners"; checked against Hugging
// Face `modeling_gpt2.py` (transformers 4.57).

// MARK: - Configuration

/// The keys of `config.json` that change what GPT-2 computes, with Hugging Face's defaults.
struct GPT2Configuration: Sendable {
  let layers: Int
  let heads: Int
  /// D.
  let width: Int
  /// F.
  let neurons: Int
  /// V.
  let vocabularySize: Int
  let contextLength: Int
  let activation: Activation
  let epsilon: Float
  /// Whether scores are divided by √d.
  let scalesScores: Bool
  /// Whether the scores of layer N are divided by N + 1 as well.
  let scalesScoresByLayer: Bool
  /// Whether the head is the token embedding.
  let tiesHead: Bool

  init(_ file: ModelConfiguration) throws(ExplainerError) {
    layers = try file.integer("n_layer", default: 12, in: 1...4096)
    heads = try file.integer("n_head", default: 12, in: 1...65536)
    width = try file.integer("n_embd", default: 768, in: 1...(1 << 20))
    neurons = try file.integer("n_inner", default: 4 * width, in: 1...(1 << 24))
    vocabularySize = try file.integer("vocab_size", default: 50257, in: 1...(1 << 26))
    contextLength = try file.integer(
      "n_positions", default: file.integer("n_ctx", default: 1024), in: 1...(1 << 24))
    epsilon = Float(try file.number("layer_norm_epsilon", default: 1e-5))
    scalesScores = try file.bool("scale_attn_weights", default: true)
    scalesScoresByLayer = try file.bool("scale_attn_by_inverse_layer_idx", default: false)
    tiesHead = try file.bool("tie_word_embeddings", default: true)

    activation = try Activation(file, "activation_function", default: "gelu_new")
    try file.checkHeads(
      heads, divide: width, keys: (file.spelling(of: "n_head"), file.spelling(of: "n_embd")))
    guard try !file.bool("add_cross_attention", default: false) else {
      throw ExplainerError(
        .unsupported, "GPT-2 as a decoder over an encoder cannot be run", at: [file.path],
        expected: "add_cross_attention false", found: "true")
    }
  }

  /// What the scores of layer `layer` are multiplied with.
  ///
  /// `reorder_and_upcast_attn` changes only the order in which half-precision code does this, not the result.
  func scoreScale(layer: Int) -> Float {
    let scale: Float = scalesScores ? 1 / Float(width / heads).squareRoot() : 1
    return scalesScoresByLayer ? scale / Float(layer + 1) : scale
  }
}

// MARK: - Attention

/// Causal self-attention over H heads.
struct GPT2Attention: Sendable {
  let address: LayerAddress
  /// Queries, keys and values side by side, `[D, 3·D]`.
  let inputProjection: Linear
  let attend: Attention
  /// `[D, D]`.
  let outputProjection: Linear

  /// What attention adds to the stream: `[T, D]` → `[T, D]`.
  func callAsFunction(_ x: Tensor, cache: KeyValueCache.Layer?, recorder: inout TraceRecorder) -> Tensor {
    let D = x.shape[1]
    let projected = inputProjection(x)
    let queries = projected.columns(0..<D)
    var keys = projected.columns(D..<2 * D)
    var values = projected.columns(2 * D..<3 * D)
    recorder.keep(address("attention.query"), queries.splitHeads(attend.heads))
    recorder.keep(address("attention.key"), keys.splitHeads(attend.heads))
    recorder.keep(address("attention.value"), values.splitHeads(attend.heads))
    recorder.keep(address("attention.value_norms"), outputProjection.valueNorms(values, heads: attend.heads))
    recorder.keep(address("attention.scale"), Tensor(shape: [1], values: [attend.scale]))

    let start = cache?.count ?? 0
    if let cache {
      cache.append(keys: keys, values: values)
      (keys, values) = (cache.keys, cache.values)
    }
    let result = attend(
      queries: queries, keys: keys, values: values, mask: .causal(start: start),
      keepsScores: recorder.wants(address("attention.scores")),
      keepsPattern: recorder.wants(address("attention.pattern")))
    recorder.keep(address("attention.scores"), result.scores)
    recorder.keep(address("attention.pattern"), result.pattern)

    let output = outputProjection(result.weightedValues)
    recorder.keep(address("attention.output"), output)
    return output
  }
}

// MARK: - Block

/// Attention and MLP, each behind a norm, each adding to the stream.
struct GPT2Block: Sendable {
  let address: LayerAddress
  let attentionNorm: LayerNorm
  let attention: GPT2Attention
  let mlpNorm: LayerNorm
  let mlp: FeedForward

  /// Moves the stream, `[T, D]`, through the block.
  func advance(_ stream: inout Tensor, cache: KeyValueCache.Layer?, recorder: inout TraceRecorder) {
    recorder.keep(address("residual.pre"), stream)
    stream += attention(attentionNorm(stream), cache: cache, recorder: &recorder)
    recorder.keep(address("residual.mid"), stream)
    guard !recorder.isComplete else { return }
    stream += mlp(mlpNorm(stream), recorder: &recorder)
    recorder.keep(address("residual.post"), stream)
  }
}

// MARK: - Model

/// GPT-2 and the models made like it (DistilGPT-2, DialoGPT, …).
///
/// How the sites relate to Hugging Face's outputs (`output_hidden_states`, `output_attentions`):
///
/// | site | Hugging Face |
/// |---|---|
/// | `embeddings` = `layers.0.residual.pre` | `hidden_states[0]` |
/// | `layers.N.residual.post`, N not the last | `hidden_states[N + 1]` |
/// | `layers.N.residual.post`, N the last | nowhere: what `ln_f` takes |
/// | `final_norm` | `hidden_states[-1]`, `last_hidden_state` |
/// | `layers.N.attention.pattern` | `attentions[N]` |
/// | `layers.N.mlp.neurons` | the input of `h.N.mlp.c_proj` |
/// | `layers.N.attention.query`, `.key`, `.value` | `c_attn`'s three parts per head; queries before scaling |
/// | `logits` | `logits` |
///
/// - Note: For a lens over all layers take `residual.post` of every layer and `unembed(_:normed: true)`; the
///   last layer then gives the model's logits. Hugging Face's `hidden_states[-1]` already has the final norm,
///   so code that applies `lm_head` to `hidden_states[1...]` without a norm (ecco's layer predictions) shows
///   raw states for all layers but the last. To reproduce it, unembed `residual.post` of all layers but the
///   last and `final_norm`, with `normed: false`. Applying the final norm to `final_norm` again is always
///   wrong.
/// - Note: Segments (`token_type_ids`) are not taken. Dropout is off, as in evaluation.
public struct GPT2Model: Sendable {
  /// What the model says of itself.
  public let info: ModelInfo
  let vocabulary: VocabularyReader
  let catalog: SiteCatalog
  let generation: Result<GenerationSettings, ExplainerError>
  let timer: StageTimer
  let weights: NamedWeights
  /// `[V, D]`.
  private let tokenEmbedding: Tensor
  /// `[context, D]`.
  private let positionEmbedding: Tensor
  private let blocks: [GPT2Block]
  private let norm: LayerNorm
  /// Nil where the checkpoint is no language model.
  private let head: Linear?
}

extension GPT2Model: CausalModel {
  func states(of ids: [Int], cache: KeyValueCache?, recorder: inout TraceRecorder) -> Tensor? {
    let start = cache?.count ?? 0
    var stream = tokenEmbedding.gatheringRows(ids)
    stream += positionEmbedding.rows(start..<start + ids.count)
    recorder.keep(.embeddings, stream)
    for block in blocks {
      guard !recorder.isComplete else { return nil }
      block.advance(&stream, cache: cache?.layers[block.address.layer], recorder: &recorder)
    }
    guard !recorder.isComplete else { return nil }
    let normed = norm(stream)
    recorder.keep(.finalNorm, normed)
    return recorder.isComplete ? nil : normed
  }

  func finalNorm(_ states: Tensor) -> Tensor { norm(states) }

  func logits(of states: Tensor) -> Tensor? { head?(states) }
}

extension GPT2Model {
  func readings(behind site: Site, of input: ModelInput?) -> [WeightReading] {
    let name = "h.\(site.layer ?? 0)"
    return switch site.part {
    case "embeddings":
      [
        WeightReading("wte.weight", rows: input?.ids),
        WeightReading("wpe.weight", rows: input.map { Array($0.ids.indices) }),
      ]
    case "attention.query", "attention.key", "attention.value":
      [WeightReading("\(name).ln_1"), WeightReading("\(name).attn.c_attn")]
    case "attention.value_norms", "attention.output": [WeightReading("\(name).attn.c_proj")]
    case "mlp.neurons": [WeightReading("\(name).ln_2"), WeightReading("\(name).mlp.c_fc")]
    case "mlp.output": [WeightReading("\(name).mlp.c_proj")]
    case "final_norm": [WeightReading("ln_f")]
    case "logits": [WeightReading("lm_head.weight")]
    default: []
    }
  }
}

// MARK: - Loading

extension GPT2Model {
  /// Builds the model over the weights of a checkpoint, with or without the prefix `transformer.`.
  ///
  /// Tensors beyond those GPT-2 needs are ignored; but for the mask buffers of old checkpoints and the heads of
  /// classifiers with a warning.
  init(_ source: ModelSource) throws {
    let configuration = try GPT2Configuration(source.configuration)
    let heads = CheckpointHeads(source, isTied: configuration.tiesHead)
    let hasHead = heads.heads.contains(.languageModel)
    let (embedding, headName) = ("wte.weight", "lm_head.weight")
    let needed = configuration.weights(hasHead: hasHead)
    var names = try StoredNames(
      source.weights, base: "transformer",
      names: needed.map(\.name).filter { $0 != embedding && $0 != headName },
      heads: ["lm_head"])
    if configuration.tiesHead {
      try names.tie([embedding, headName])
    } else if hasHead {
      try names.checkUntied([headName])
    }
    let weights = try NamedWeights(
      source.weights, needed: needed, epsilon: configuration.epsilon, stored: { names($0) })
    names.warnOfUnused(used: weights.used, otherHeads: ["score", "classifier", "multiple_choice_head"])
    let (D, H) = (configuration.width, configuration.heads)
    blocks = try (0..<configuration.layers).map { layer throws(ExplainerError) in
      let (name, address) = ("h.\(layer)", LayerAddress(layer: layer))
      return GPT2Block(
        address: address,
        attentionNorm: try weights.norm("\(name).ln_1"),
        attention: GPT2Attention(
          address: address,
          inputProjection: try weights.linear("\(name).attn.c_attn", layout: .inputOutput),
          attend: Attention(heads: H, scale: configuration.scoreScale(layer: layer)),
          outputProjection: try weights.linear("\(name).attn.c_proj", layout: .inputOutput)),
        mlpNorm: try weights.norm("\(name).ln_2"),
        mlp: FeedForward(
          address: address, up: try weights.linear("\(name).mlp.c_fc", layout: .inputOutput),
          activation: configuration.activation,
          down: try weights.linear("\(name).mlp.c_proj", layout: .inputOutput)))
    }
    tokenEmbedding = try weights.tensor(embedding)
    positionEmbedding = try weights.tensor("wpe.weight")
    norm = try weights.norm("ln_f")
    head = hasHead ? Linear(WeightMatrix(try weights.tensor(headName), layout: .outputInput)) : nil
    vocabulary = VocabularyReader(source.tokenizer, size: configuration.vocabularySize)
    generation = source.generationSettings(vocabularySize: configuration.vocabularySize)
    timer = source.timer
    self.weights = weights
    info = ModelInfo(
      id: source.location.id, family: "gpt2", kind: .causal, revision: source.location.revision,
      dtype: source.weights.entry(named: names(hasHead ? headName : embedding))?.typeName ?? "",
      layers: configuration.layers,
      heads: H, hiddenSize: D, feedForwardSize: configuration.neurons,
      vocabularySize: configuration.vocabularySize, contextLength: configuration.contextLength,
      generation: (try? generation.get())?.told, outputHeads: heads.heads, labels: heads.labels,
      tiedHead: hasHead ? names(headName) == names(embedding) : nil,
      warnings: source.warnings + names.warnings + vocabulary.warnings)
    catalog = SiteCatalog(
      sites: [.embeddings] + blocks.flatMap { $0.address.sites() } + [.finalNorm]
        + (hasHead ? [.logits] : []),
      missing: hasHead ? [] : [(.logits, info.lacksLanguageModel)])
  }
}

extension GPT2Configuration {
  /// The tensors GPT-2 needs, under their names without prefix.
  fileprivate func weights(hasHead: Bool) -> [(name: String, shape: [Int])] {
    let (D, F, V) = (width, neurons, vocabularySize)
    var needed: [(name: String, shape: [Int])] = [
      ("wte.weight", [V, D]), ("wpe.weight", [contextLength, D]),
    ]
    needed.addNorm("ln_f", width: D)
    for name in (0..<layers).map({ "h.\($0)" }) {
      needed.addNorm("\(name).ln_1", width: D)
      needed.addLinear("\(name).attn.c_attn", inputs: D, outputs: 3 * D, layout: .inputOutput)
      needed.addLinear("\(name).attn.c_proj", inputs: D, outputs: D, layout: .inputOutput)
      needed.addNorm("\(name).ln_2", width: D)
      needed.addLinear("\(name).mlp.c_fc", inputs: D, outputs: F, layout: .inputOutput)
      needed.addLinear("\(name).mlp.c_proj", inputs: F, outputs: D, layout: .inputOutput)
    }
    if hasHead { needed.append(("lm_head.weight", [V, D])) }
    return needed
  }
}

import Checkpoints
import Diagnostics
public import ExplainerCore
import Tensors

// GPT-2: config → attention → MLP → block → model.
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

    let name = try file.string("activation_function", default: "gelu_new")
    guard let activation = Activation(named: name) else {
      throw ExplainerError(
        .unsupported, "the activation function is not known", at: [file.path],
        expected: Activation.allCases.map(\.rawValue).joined(separator: ", "), found: name)
    }
    self.activation = activation
    guard width % heads == 0 else {
      throw ExplainerError(
        .badData, "the heads do not divide the width", at: [file.path],
        expected: "n_embd as a multiple of n_head",
        found: "n_embd \(width), n_head \(heads)")
    }
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
  let layer: Int
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
    recorder.keep(.layer(layer, "attention.query"), queries.splitHeads(attend.heads))
    recorder.keep(.layer(layer, "attention.key"), keys.splitHeads(attend.heads))
    recorder.keep(.layer(layer, "attention.value"), values.splitHeads(attend.heads))

    let start = cache?.count ?? 0
    if let cache {
      cache.append(keys: keys, values: values)
      (keys, values) = (cache.keys, cache.values)
    }
    let result = attend(
      queries: queries, keys: keys, values: values, mask: .causal(start: start),
      keepsScores: recorder.wants(.layer(layer, "attention.scores")),
      keepsPattern: recorder.wants(.layer(layer, "attention.pattern")))
    recorder.keep(.layer(layer, "attention.scores"), result.scores)
    recorder.keep(.layer(layer, "attention.pattern"), result.pattern)

    let output = outputProjection(result.mixed)
    recorder.keep(.layer(layer, "attention.output"), output)
    return output
  }
}

// MARK: - Feed-forward layer

/// Two linear maps with an activation function between them.
struct GPT2MLP: Sendable {
  let layer: Int
  /// `[D, F]`.
  let up: Linear
  let activation: Activation
  /// `[F, D]`.
  let down: Linear

  /// What the layer adds to the stream: `[T, D]` → `[T, D]`.
  func callAsFunction(_ x: Tensor, recorder: inout TraceRecorder) -> Tensor {
    var neurons = up(x)
    neurons.apply(activation)
    recorder.keep(.layer(layer, "mlp.neurons"), neurons)
    let output = down(neurons)
    recorder.keep(.layer(layer, "mlp.output"), output)
    return output
  }
}

// MARK: - Block

/// Attention and MLP, each behind a norm, each adding to the stream.
struct GPT2Block: Sendable {
  let layer: Int
  let attentionNorm: LayerNorm
  let attention: GPT2Attention
  let mlpNorm: LayerNorm
  let mlp: GPT2MLP

  /// Moves the stream, `[T, D]`, through the block.
  func advance(_ stream: inout Tensor, cache: KeyValueCache.Layer?, recorder: inout TraceRecorder) {
    recorder.keep(.layer(layer, "residual.pre"), stream)
    stream += attention(attentionNorm(stream), cache: cache, recorder: &recorder)
    recorder.keep(.layer(layer, "residual.mid"), stream)
    guard !recorder.isComplete else { return }
    stream += mlp(mlpNorm(stream), recorder: &recorder)
    recorder.keep(.layer(layer, "residual.post"), stream)
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
  let endTokens: Set<Int>
  let timer: StageTimer
  /// `[V, D]`.
  private let tokenEmbedding: Tensor
  /// `[context, D]`.
  private let positionEmbedding: Tensor
  private let blocks: [GPT2Block]
  private let norm: LayerNorm
  private let head: Linear
}

extension GPT2Model: CausalModel {
  func states(of ids: [Int], cache: KeyValueCache?, recorder: inout TraceRecorder) -> Tensor? {
    let start = cache?.count ?? 0
    var stream = tokenEmbedding.gatheringRows(ids)
    stream += positionEmbedding.rows(start..<start + ids.count)
    recorder.keep(.embeddings, stream)
    for block in blocks {
      guard !recorder.isComplete else { return nil }
      block.advance(&stream, cache: cache?.layers[block.layer], recorder: &recorder)
    }
    guard !recorder.isComplete else { return nil }
    let normed = norm(stream)
    recorder.keep(.finalNorm, normed)
    return recorder.isComplete ? nil : normed
  }

  func finalNorm(_ states: Tensor) -> Tensor { norm(states) }

  func logits(of states: Tensor) -> Tensor { head(states) }
}

// MARK: - Loading

extension GPT2Model {
  /// Builds the model over the weights of a checkpoint, with or without the prefix `transformer.`.
  ///
  /// Tensors beyond those GPT-2 needs (the mask buffers of old checkpoints, heads of classifiers) are
  /// ignored.
  init(_ source: ModelSource) throws {
    let configuration = try GPT2Configuration(source.configuration)
    let weights = try GPT2Weights(source.weights, configuration)
    let (D, H) = (configuration.width, configuration.heads)
    blocks = try (0..<configuration.layers).map { layer throws(ExplainerError) in
      let name = "h.\(layer)"
      return GPT2Block(
        layer: layer,
        attentionNorm: try weights.norm("\(name).ln_1"),
        attention: GPT2Attention(
          layer: layer,
          inputProjection: try weights.linear("\(name).attn.c_attn"),
          attend: Attention(heads: H, scale: configuration.scoreScale(layer: layer)),
          outputProjection: try weights.linear("\(name).attn.c_proj")),
        mlpNorm: try weights.norm("\(name).ln_2"),
        mlp: GPT2MLP(
          layer: layer, up: try weights.linear("\(name).mlp.c_fc"), activation: configuration.activation,
          down: try weights.linear("\(name).mlp.c_proj")))
    }
    tokenEmbedding = try weights.tensor("wte.weight")
    positionEmbedding = try weights.tensor("wpe.weight")
    norm = try weights.norm("ln_f")
    head = Linear(WeightMatrix(try weights.head, layout: .outputInput))
    vocabulary = try VocabularyReader(source.tokenizer, size: configuration.vocabularySize)
    endTokens = source.endTokens
    timer = source.timer
    info = ModelInfo(
      id: source.location.id, family: "gpt2", kind: .causal, revision: source.location.revision,
      dtype: source.weights.entry(named: weights.headName)?.type.rawValue ?? "", layers: configuration.layers,
      heads: H, hiddenSize: D, feedForwardSize: configuration.neurons,
      vocabularySize: configuration.vocabularySize, contextLength: configuration.contextLength)
  }
}

/// GPT-2's weights under their names in a checkpoint, after checking that all are there.
private struct GPT2Weights {
  private let tensors: [String: Tensor]
  private let prefix: String
  private let epsilon: Float
  /// The full name of the head's matrix, `[V, D]`.
  let headName: String

  init(_ weights: CheckpointWeights, _ configuration: GPT2Configuration) throws(ExplainerError) {
    let prefix = weights.contains("transformer.wte.weight") ? "transformer." : ""
    let (D, F, V) = (configuration.width, configuration.neurons, configuration.vocabularySize)
    var needed: [(name: String, shape: [Int])] = [
      ("wte.weight", [V, D]), ("wpe.weight", [configuration.contextLength, D]), ("ln_f.weight", [D]),
      ("ln_f.bias", [D]),
    ]
    for name in (0..<configuration.layers).map({ "h.\($0)" }) {
      needed += [
        ("\(name).ln_1.weight", [D]), ("\(name).ln_1.bias", [D]),
        ("\(name).attn.c_attn.weight", [D, 3 * D]), ("\(name).attn.c_attn.bias", [3 * D]),
        ("\(name).attn.c_proj.weight", [D, D]), ("\(name).attn.c_proj.bias", [D]),
        ("\(name).ln_2.weight", [D]), ("\(name).ln_2.bias", [D]),
        ("\(name).mlp.c_fc.weight", [D, F]), ("\(name).mlp.c_fc.bias", [F]),
        ("\(name).mlp.c_proj.weight", [F, D]), ("\(name).mlp.c_proj.bias", [D]),
      ]
    }
    needed = needed.map { (prefix + $0.name, $0.shape) }
    headName = configuration.tiesHead ? prefix + "wte.weight" : "lm_head.weight"
    if !configuration.tiesHead { needed.append((headName, [V, D])) }
    tensors = try weights.tensors(needed)
    epsilon = configuration.epsilon
    self.prefix = prefix
  }

  var head: Tensor { get throws(ExplainerError) { try named(headName) } }

  func tensor(_ name: String) throws(ExplainerError) -> Tensor { try named(prefix + name) }

  func norm(_ name: String) throws(ExplainerError) -> LayerNorm {
    LayerNorm(weight: try tensor("\(name).weight"), bias: try tensor("\(name).bias"), epsilon: epsilon)
  }

  /// A `Conv1D`, whose weight is stored `[in, out]`.
  func linear(_ name: String) throws(ExplainerError) -> Linear {
    Linear(WeightMatrix(try tensor("\(name).weight"), layout: .inputOutput), bias: try tensor("\(name).bias"))
  }

  private func named(_ name: String) throws(ExplainerError) -> Tensor {
    if let tensor = tensors[name] { return tensor }
    throw ExplainerError(.internalFault, "tensor '\(name)' was used but not asked for")
  }
}

import Checkpoints
import Diagnostics
public import ExplainerCore
import JSON
public import Tensors
import Tokenization

// BERT: config → embeddings → block → heads → model.
//
// Shapes: T positions, D width of the residual stream, H heads of d = D / H, F neurons of one MLP, V tokens.
// Source: Devlin et al. 2019, "BERT: Pre-training of Deep Bidirectional Transformers"; checked against Hugging
// Face `modeling_bert.py` (transformers 4.57).

// MARK: - Configuration

/// The keys of `config.json` that change what BERT computes, with Hugging Face's defaults.
struct BERTConfiguration: Sendable {
  let layers: Int
  let heads: Int
  /// D.
  let width: Int
  /// F.
  let neurons: Int
  /// V.
  let vocabularySize: Int
  /// The segments a token can belong to.
  let segments: Int
  let contextLength: Int
  let activation: Activation
  let epsilon: Float
  /// Whether the last matrix of the masked-language-model head is the token embedding.
  let tiesHead: Bool
  /// Whether a `classifier` judges whole texts; the checkpoints of token classifiers have one as well.
  let classifiesTexts: Bool

  init(_ file: ModelConfiguration) throws(ExplainerError) {
    layers = try file.integer("num_hidden_layers", default: 12, in: 1...4096)
    heads = try file.integer("num_attention_heads", default: 12, in: 1...65536)
    width = try file.integer("hidden_size", default: 768, in: 1...(1 << 20))
    neurons = try file.integer("intermediate_size", default: 3072, in: 1...(1 << 24))
    vocabularySize = try file.integer("vocab_size", default: 30522, in: 1...(1 << 26))
    segments = try file.integer("type_vocab_size", default: 2, in: 1...(1 << 16))
    contextLength = try file.integer("max_position_embeddings", default: 512, in: 1...(1 << 24))
    epsilon = Float(try file.number("layer_norm_eps", default: 1e-12))
    tiesHead = try file.bool("tie_word_embeddings", default: true)
    let architecture = file.value("architectures")?[0]?.string
    classifiesTexts = architecture?.hasSuffix("ForSequenceClassification") ?? true

    activation = try Activation(file, "hidden_act", default: "gelu")
    try file.checkHeads(heads, divide: width, keys: ("num_attention_heads", "hidden_size"))
    let positions = try file.string("position_embedding_type", default: "absolute")
    guard positions == "absolute" else {
      throw ExplainerError(
        .unsupported, "these position embeddings cannot be computed", at: [file.path],
        expected: "position_embedding_type absolute", found: positions)
    }
    for key in ["is_decoder", "add_cross_attention"] where try file.bool(key, default: false) {
      throw ExplainerError(
        .unsupported, "BERT as a decoder cannot be run", at: [file.path], expected: "\(key) false",
        found: "true")
    }
  }
}

// MARK: - Embeddings

/// Token, position and segment embeddings, added and normed.
struct BERTEmbeddings: Sendable {
  /// `[V, D]`.
  let tokens: Tensor
  /// `[context, D]`.
  let positions: Tensor
  /// `[segments, D]`.
  let segments: Tensor
  let norm: LayerNorm

  /// `[T]` ids and segments → `[T, D]`.
  func callAsFunction(_ ids: [Int], segments segmentIDs: [Int]?) -> Tensor {
    var sum = tokens.gatheringRows(ids)
    sum += segments.gatheringRows(segmentIDs ?? [Int](repeating: 0, count: ids.count))
    sum += positions.rows(0..<ids.count)
    return norm(sum)
  }
}

// MARK: - Block

/// Attention and MLP, a norm behind each sum.
struct BERTBlock: Sendable {
  let address: LayerAddress
  let attention: MultiHeadAttention
  let attentionNorm: LayerNorm
  let mlp: FeedForward
  let outputNorm: LayerNorm

  /// Moves the stream, `[T, D]`, through the block.
  func advance(_ stream: inout Tensor, recorder: inout TraceRecorder) {
    recorder.keep(address("residual.pre"), stream)
    stream += attention(stream, over: attention.source(stream), mask: .none, recorder: &recorder)
    stream = attentionNorm(stream)
    recorder.keep(address("residual.mid"), stream)
    guard !recorder.isComplete else { return }
    stream += mlp(stream, recorder: &recorder)
    stream = outputNorm(stream)
    recorder.keep(address("residual.post"), stream)
  }
}

// MARK: - Heads

/// The masked-language-model head: `norm(activation(x·W + b))`, then a score for every token.
struct BERTMaskedHead: Sendable {
  /// D → D.
  let transform: Linear
  let activation: Activation
  let norm: LayerNorm
  /// D → V; often the token embedding.
  let decoder: Linear

  /// `[N, D]` → `[N, V]`.
  func callAsFunction(_ states: Tensor) -> Tensor {
    var transformed = transform(states)
    transformed.apply(activation)
    return decoder(norm(transformed))
  }
}

/// What is read off the first token, `[CLS]`.
struct BERTPooler: Sendable {
  /// D → D.
  let dense: Linear
  /// D → labels; nil where the checkpoint is no sequence classifier.
  let classifier: Linear?

  /// `[T, D]` → `[1, D]`.
  func callAsFunction(_ states: Tensor) -> Tensor { dense(states.rows(0..<1)).applying(.tanh) }
}

// MARK: - Model

/// BERT and the models made like it (multilingual BERT, MiniLM, sentence embeddings over BERT, …).
///
/// BERT norms the sum behind each half of a block, so that `residual.mid` is the norm of `residual.pre` +
/// `attention.output`, and `residual.post` the norm of `residual.mid` + `mlp.output`. There is no
/// `final_norm`: the last `residual.post` is normed as all others. How the sites relate to Hugging Face's
/// outputs (`output_hidden_states`, `output_attentions`):
///
/// | site | Hugging Face |
/// |---|---|
/// | `embeddings` = `layers.0.residual.pre` | `hidden_states[0]`, after the embeddings' norm |
/// | `layers.N.residual.post` | `hidden_states[N + 1]`; of the last layer `last_hidden_state` |
/// | `layers.N.residual.mid` | the output of `layer.N.attention`, after its norm |
/// | `layers.N.attention.pattern` | `attentions[N]` |
/// | `layers.N.attention.output`, `.mlp.output` | the outputs of `attention.output.dense`, `output.dense` |
/// | `layers.N.mlp.neurons` | the input of `layer.N.output.dense` |
/// | `layers.N.attention.query`, `.key`, `.value` | `attention.self`'s three maps per head, before scaling |
/// | `pooler` | `pooler_output` |
/// | `class_logits` | `logits` of `BertForSequenceClassification` |
/// | `logits` | `logits` of `BertForMaskedLM`, `prediction_logits` of `BertForPreTraining` |
///
/// - Note: `unembed(_:normed:)` is the whole masked-language-model head: its dense layer, activation and norm,
///   then the scores. The stream is normed already, so `normed` makes no difference; the last `residual.post`
///   gives the model's logits.
/// - Note: `pooler`, `class_logits` and `logits` are there where the checkpoint has the weights. Sentence
///   embeddings (`BertModel`) have no `logits`. Heads for the next sentence, for choices, answers and token
///   classes are ignored. Texts are not padded, so there is no attention mask. Dropout is off.
public struct BERTModel: Sendable {
  /// What the model says of itself.
  public let info: ModelInfo
  let vocabulary: VocabularyReader
  let readsSegments = true
  let catalog: SiteCatalog
  let timer: StageTimer
  let weights: NamedWeights
  private let embeddings: BERTEmbeddings
  private let blocks: [BERTBlock]
  private let pooler: BERTPooler?
  private let head: BERTMaskedHead?
}

extension BERTModel: TransformerModel {
  /// Tokens without `segments` all belong to segment 0.
  func readable(_ input: ModelInput) throws(ExplainerError) -> ModelInput {
    try check(input)
    let segments = input.segments ?? [Int](repeating: 0, count: input.ids.count)
    return ModelInput(ids: input.ids, segments: segments)
  }

  func pass(over input: ModelInput, recorder: inout TraceRecorder) -> Tensor? {
    if let states = timer.measure("forward", { states(of: input, recorder: &recorder) }) {
      timer.measure("head") { readOff(states, recorder: &recorder) }
    }
    return nil
  }

  /// BERT does not continue texts.
  ///
  /// - Throws: `unsupported`, always.
  public func generate(
    _ input: ModelInput, options: GenerationOptions, capturing sites: [SitePattern]
  ) throws -> Generation {
    if let lack = info.lack(of: .languageModel) { throw lack }
    throw ExplainerError(
      .unsupported, "BERT fills in masked words, it does not generate",
      remedy: "Put \(maskToken) into the text in address of the word to be guessed")
  }

  /// The masked-language-model head over states of the residual stream; `normed` makes no difference.
  public func unembed(_ hidden: Tensor, normed: Bool) throws -> Tensor {
    try checkStates(hidden)
    return try finite(headOver: hidden, normed: false) { hidden in timer.measure("head") { head?(hidden) } }
  }

  /// The last states, `[T, D]`, or nil if the recorder had all it wanted earlier.
  private func states(of input: ModelInput, recorder: inout TraceRecorder) -> Tensor? {
    guard !recorder.isComplete else { return nil }
    var stream = embeddings(input.ids, segments: input.segments)
    recorder.keep(.embeddings, stream)
    for block in blocks {
      guard !recorder.isComplete else { return nil }
      block.advance(&stream, recorder: &recorder)
    }
    return recorder.isComplete ? nil : stream
  }

  /// What the heads make of the last states.
  private func readOff(_ states: Tensor, recorder: inout TraceRecorder) {
    if let pooler, recorder.wants(.pooler) || recorder.wants(.classLogits) {
      let pooled = pooler(states)
      recorder.keep(.pooler, pooled)
      recorder.keep(.classLogits, pooler.classifier?(pooled))
    }
    if let head { recorder.keep(.logits, head(states)) }
  }

  /// Throws unless BERT can read `input`.
  private func check(_ input: ModelInput) throws(ExplainerError) {
    if input.decoderIDs != nil {
      throw ExplainerError(.badParameter, "BERT reads one sequence of tokens: it has no decoder")
    }
    try check(input.ids)
    guard let segments = input.segments else { return }
    guard segments.count == input.ids.count else {
      throw ExplainerError(
        .badParameter, "every token needs a segment", expected: "\(input.ids.count) segments",
        found: "\(segments.count)")
    }
    let count = embeddings.segments.shape[0]
    for segment in segments where segment < 0 || segment >= count {
      throw ExplainerError(
        .badParameter, "there is no segment \(segment)",
        expected: count == 1 ? "0" : "a segment from 0 to \(count - 1)", found: "\(segment)")
    }
  }

  private var maskToken: String {
    info.maskTokenID.flatMap { vocabulary.tokenizer.piece(of: $0) } ?? "[MASK]"
  }
}

extension BERTModel {
  func readings(behind site: Site, of input: ModelInput?) -> [WeightReading] {
    let name = "encoder.layer.\(site.layer ?? 0)"
    return switch site.part {
    case "embeddings":
      [
        WeightReading("embeddings.word_embeddings.weight", rows: input?.ids),
        WeightReading(
          "embeddings.position_embeddings.weight", rows: input.map { Array($0.ids.indices) }),
        WeightReading("embeddings.token_type_embeddings.weight", rows: input?.segments),
        WeightReading("embeddings.LayerNorm"),
      ]
    case "attention.query": [WeightReading("\(name).attention.self.query")]
    case "attention.key": [WeightReading("\(name).attention.self.key")]
    case "attention.value": [WeightReading("\(name).attention.self.value")]
    case "attention.value_norms", "attention.output": [WeightReading("\(name).attention.output.dense")]
    case "residual.mid": [WeightReading("\(name).attention.output.LayerNorm")]
    case "mlp.neurons": [WeightReading("\(name).intermediate.dense")]
    case "mlp.output": [WeightReading("\(name).output.dense")]
    case "residual.post": [WeightReading("\(name).output.LayerNorm")]
    case "pooler": [WeightReading("pooler.dense")]
    case "class_logits": [WeightReading("classifier")]
    case "logits": [WeightReading("cls.predictions")]
    default: []
    }
  }
}

// MARK: - Loading

extension BERTModel {
  /// Builds the model over the weights of a checkpoint: with or without the prefix `bert.`, with norms named
  /// `weight` and `bias` or, as at first, `gamma` and `beta`, and with those heads that are there.
  ///
  /// Tensors beyond those used are ignored; but for the `position_ids` buffer and other heads with a warning.
  init(_ source: ModelSource) throws {
    let configuration = try BERTConfiguration(source.configuration)
    var parts = try BERTParts(source.weights, configuration)
    let heads = CheckpointHeads(source, hasLanguageModel: parts.hasHead)
    let weights = try NamedWeights(
      source.weights, needed: parts.needed, epsilon: configuration.epsilon, stored: { parts.stored($0) })
    parts.names.warnOfUnused(used: weights.used, otherHeads: ["cls", "classifier", "qa_outputs", "pooler"])

    embeddings = BERTEmbeddings(
      tokens: try weights.tensor(BERTParts.embedding),
      positions: try weights.tensor("embeddings.position_embeddings.weight"),
      segments: try weights.tensor("embeddings.token_type_embeddings.weight"),
      norm: try weights.norm("embeddings.LayerNorm"))
    blocks = try (0..<configuration.layers).map { layer throws(ExplainerError) in
      try BERTBlock(layer, configuration, weights)
    }
    pooler =
      try parts.hasPooler
      ? BERTPooler(
        dense: weights.linear("pooler.dense"),
        classifier: parts.labels == nil ? nil : weights.linear("classifier"))
      : nil
    head = try parts.hasHead ? BERTMaskedHead(configuration, weights) : nil

    vocabulary = VocabularyReader(source.tokenizer, size: configuration.vocabularySize)
    timer = source.timer
    self.weights = weights
    info = ModelInfo(
      id: source.location.id, family: "bert", kind: .masked, revision: source.location.revision,
      dtype: source.weights.entry(named: parts.stored(BERTParts.embedding))?.typeName ?? "",
      layers: configuration.layers, heads: configuration.heads, hiddenSize: configuration.width,
      feedForwardSize: configuration.neurons, vocabularySize: configuration.vocabularySize,
      contextLength: configuration.contextLength, maskTokenID: vocabulary.maskID,
      outputHeads: heads.heads, labels: heads.labels,
      tiedHead: parts.hasHead ? parts.stored(BERTParts.decoder) == parts.stored(BERTParts.embedding) : nil,
      warnings: source.warnings + parts.names.warnings + vocabulary.warnings)
    catalog = Self.catalog(blocks, parts, info)
  }

  private static func catalog(_ blocks: [BERTBlock], _ parts: BERTParts, _ info: ModelInfo) -> SiteCatalog {
    var catalog = SiteCatalog(sites: [.embeddings] + blocks.flatMap { $0.address.sites() })
    let last = LayerAddress(layer: blocks.count - 1)("residual.post")
    func add(_ site: Site, _ isThere: Bool, else reason: ExplainerError) {
      if isThere { catalog.sites.append(site) } else { catalog.missing.append((site, reason)) }
    }
    add(.pooler, parts.hasPooler, else: ExplainerError(.unsupported, "this checkpoint has no pooler"))
    add(
      .classLogits, parts.labels != nil,
      else: ExplainerError(.unsupported, "this checkpoint is no sequence classifier"))
    add(.logits, parts.hasHead, else: info.lacksLanguageModel)
    add(
      .finalNorm, false,
      else: ExplainerError(
        .badParameter, "BERT has no final norm: every layer's output is normed",
        remedy: "Use '\(last.name)', the last state"))
    return catalog
  }
}

extension BERTBlock {
  fileprivate init(
    _ layer: Int, _ configuration: BERTConfiguration, _ weights: NamedWeights
  ) throws(ExplainerError) {
    let (D, H) = (configuration.width, configuration.heads)
    let name = "encoder.layer.\(layer)"
    address = LayerAddress(layer: layer)
    attention = MultiHeadAttention(
      address: address, name: "attention",
      query: try weights.linear("\(name).attention.self.query"),
      key: try weights.linear("\(name).attention.self.key"),
      value: try weights.linear("\(name).attention.self.value"),
      output: try weights.linear("\(name).attention.output.dense"),
      attend: Attention(heads: H, scale: 1 / Float(D / H).squareRoot()))
    attentionNorm = try weights.norm("\(name).attention.output.LayerNorm")
    mlp = FeedForward(
      address: address, up: try weights.linear("\(name).intermediate.dense"),
      activation: configuration.activation,
      down: try weights.linear("\(name).output.dense"))
    outputNorm = try weights.norm("\(name).output.LayerNorm")
  }
}

extension BERTMaskedHead {
  fileprivate init(
    _ configuration: BERTConfiguration, _ weights: NamedWeights
  ) throws(ExplainerError) {
    transform = try weights.linear("cls.predictions.transform.dense")
    activation = configuration.activation
    norm = try weights.norm("cls.predictions.transform.LayerNorm")
    decoder = try weights.linear("cls.predictions.decoder")
  }
}

/// Which parts of BERT a checkpoint holds, and under which names.
private struct BERTParts {
  /// The tensors used, without prefix and with norms' modern names.
  let needed: [(name: String, shape: [Int])]
  let hasPooler: Bool
  /// Whether there is a masked-language-model head.
  let hasHead: Bool
  /// The labels of a sequence classifier; nil where there is none.
  let labels: Int?
  /// Where they are.
  var names: StoredNames
  private let weights: CheckpointWeights

  static var embedding: String { "embeddings.word_embeddings.weight" }
  static var decoder: String { "cls.predictions.decoder.weight" }

  init(_ weights: CheckpointWeights, _ configuration: BERTConfiguration) throws(ExplainerError) {
    self.weights = weights
    var needed = configuration.weights
    let (D, V) = (configuration.width, configuration.vocabularySize)
    // (Norms may have their old names.)
    var names = try StoredNames(
      weights, base: "bert",
      names: needed.map(\.name).filter { $0 != Self.embedding && !$0.contains("LayerNorm.") },
      heads: ["cls", "classifier"])
    let transform = "cls.predictions.transform"
    hasPooler = names.holds("pooler.dense.weight") || names.holds("pooler.dense.bias")
    hasHead = names.holds("\(transform).dense.weight") || names.holds("\(transform).dense.bias")
    labels =
      configuration.classifiesTexts && hasPooler
      ? weights.entry(named: names("classifier.weight"))?.shape.first : nil

    if hasPooler { needed.addLinear("pooler.dense", inputs: D, outputs: D) }
    if let labels { needed.addLinear("classifier", inputs: D, outputs: labels) }
    if hasHead {
      needed.addLinear("\(transform).dense", inputs: D, outputs: D)
      needed.addNorm("\(transform).LayerNorm", width: D)
      needed.addLinear("cls.predictions.decoder", inputs: D, outputs: V)
    }
    self.needed = needed

    // The bias of the decoder is the one that counts; the other one is tied to it, or of no use.
    let biases = ["cls.predictions.bias", "cls.predictions.decoder.bias"]
    if configuration.tiesHead {
      try names.tie(hasHead ? [Self.embedding, Self.decoder] : [Self.embedding])
      if hasHead { try names.tie(biases) }
    } else if hasHead {
      try names.checkUntied([Self.decoder])
      names.use(biases[0], for: biases[1])
    }
    self.names = names
  }

  /// The name in the checkpoint.
  func stored(_ name: String) -> String {
    let name = names(name)
    return weights.contains(name) ? name : oldName(name)
  }

  /// What TensorFlow called the parameters of norms, where the checkpoint does so.
  private func oldName(_ name: String) -> String {
    for (new, old) in [("LayerNorm.weight", "LayerNorm.gamma"), ("LayerNorm.bias", "LayerNorm.beta")] {
      guard name.hasSuffix(new) else { continue }
      let renamed = name.dropLast(new.count) + old
      if weights.contains(String(renamed)) { return String(renamed) }
    }
    return name
  }
}

extension BERTConfiguration {
  /// The tensors every BERT needs, under their names without prefix.
  fileprivate var weights: [(name: String, shape: [Int])] {
    let (D, F, V) = (width, neurons, vocabularySize)
    var needed: [(name: String, shape: [Int])] = [
      (BERTParts.embedding, [V, D]),
      ("embeddings.position_embeddings.weight", [contextLength, D]),
      ("embeddings.token_type_embeddings.weight", [segments, D]),
    ]
    needed.addNorm("embeddings.LayerNorm", width: D)
    for name in (0..<layers).map({ "encoder.layer.\($0)" }) {
      for map in ["self.query", "self.key", "self.value", "output.dense"] {
        needed.addLinear("\(name).attention.\(map)", inputs: D, outputs: D)
      }
      needed.addNorm("\(name).attention.output.LayerNorm", width: D)
      needed.addLinear("\(name).intermediate.dense", inputs: D, outputs: F)
      needed.addLinear("\(name).output.dense", inputs: F, outputs: D)
      needed.addNorm("\(name).output.LayerNorm", width: D)
    }
    return needed
  }
}

import Diagnostics
import ExplainerCore
import Tensors

/// A decoder of one stack whose layers differ in little: what most families since Llama are, with Llama's names and choices
/// where a family says nothing else.
struct DecoderPlan: Sendable {
  /// What a layer does with one token at a time.
  enum FeedForward: Sendable {
    case gated(Assembly.GatedNames, down: String)
    case plain(up: String, down: String)
    case experts(Assembly.ExpertNames, Assembly.ExpertSizes, shared: Assembly.SharedExpert? = nil)
  }

  /// What mixes tokens in a layer.
  enum Mixer: Sendable {
    case attention
    case gatedConvolution(Assembly.GatedConvolutionNames)
    case deltaNet(Assembly.DeltaNetNames, DeltaRule)
  }

  /// Whether linear maps must have biases; nil where those that are stored are used.
  struct Biases: Sendable {
    /// Of queries, keys and values.
    var projections: Bool?
    /// Of the map behind attention; as the projections unless it says otherwise.
    var output: Bool?
    var feedForward: Bool?
    /// Of the head.
    var head = Assembly.HeadBias.none
  }

  /// What stands before, at the ends of and in the names of weights.
  struct Names: Sendable {
    var base = "model"
    var embedding = "embed_tokens.weight"
    var layers = "layers"
    var attentionNorm = Norming.input("input_layernorm")
    var feedForwardNorm = Norming.input("post_attention_layernorm")
    var projections = Assembly.ProjectionNames.separate(
      query: "self_attn.q_proj", key: "self_attn.k_proj", value: "self_attn.v_proj")
    var output = "self_attn.o_proj"
    var feedForward = FeedForward.gated(
      .separate(gate: "mlp.gate_proj", up: "mlp.up_proj"), down: "mlp.down_proj")
    /// Nil of a family that norms nothing behind the last layer.
    var finalNorm: String? = "norm"
    var head = "lm_head"
  }

  let title: String
  let family: String
  let sizes: DecoderSizes
  let style: WeightStyle
  let activation: Activation
  /// Whether the head is the token embedding where the file says nothing else.
  let isTied: Bool

  var names = Names()
  var biases = Biases()
  /// What attention does beyond looking, layer by layer.
  var traits: @Sendable (Int) -> AttentionTraits = { _ in AttentionTraits() }
  /// What mixes tokens in each layer.
  var mixer: @Sendable (Int) -> Mixer = { _ in .attention }
  /// What a layer does with one token at a time, where layers differ.
  var feedForward: (@Sendable (Int) -> FeedForward)?
  /// Whether attention and what comes after it read the same stream.
  var isParallel = false
  /// What scores are multiplied with; d^−½ unless it says otherwise.
  var scoreScale: Float?
  var embeddingScale: Float?
  /// What the head's scores are multiplied with, and what they are kept within.
  var headScale: Float?
  var headSoftcap: Float?
  /// The norm of embeddings, of a family that has one.
  var embeddingNorm: String?
  /// Position embeddings, of a family that has a table of them.
  var positions: (name: String, count: Int, offset: Int)?
  /// The width of embeddings that something maps to the stream.
  var embeddingWidth: Int?
  var embeddingProjection: Assembly.EmbeddingProjection?
  /// What maps states to the width of embeddings again, before the head.
  var headProjection: String?
  /// The longest text where it is another than the configuration says.
  var context: Int?
  var experts: ModelInfo.Experts?
  /// The first words of the names of weights that a checkpoint may have besides: what reads pictures, say.
  var unread: [String] = []
  /// How many layers that are no part of the model may be stored behind the others.
  var furtherLayers = 0

  /// What the plan comes to.
  var recipe: Recipe {
    let info = sizes.info(family, context: context, experts: experts)
    // Where layers may store experts in one weight or many, neither need be there.
    let elsewhere = experts == nil ? [] : ["experts."]
    return .decoder(
      title, info, style, base: names.base, embedding: names.embedding, isTied: isTied, head: names.head,
      elsewhere: elsewhere,
      further: unread + (0..<furtherLayers).map { "\(names.layers).\(sizes.layers + $0)" }
    ) { a throws(ExplainerError) in
      a.begin(info.ownStack, width: sizes.width, isCausal: true)
      let embedding = try a.embedding(
        tokens: names.embedding, vocabulary: sizes.vocabulary, width: embeddingWidth, scale: embeddingScale,
        positions: positions, norm: embeddingNorm, projection: embeddingProjection)
      let blocks = try a.blocks(sizes.layers, names.layers, isParallel: isParallel) {
        a, layer throws(ExplainerError) in
        [try mixing(&a, layer), try feedForward(&a, layer)]
      }
      let stack = Stack(
        embedding: embedding, blocks: blocks,
        finalNorm: try names.finalNorm.map { name throws(ExplainerError) in try a.finalNorm(name) })
      return Composition(
        stack: stack,
        readouts: try a.classifiers(
          sequence: "score", token: a.holds("classifier.weight") ? "classifier" : "score", reading: .last),
        head: try a.languageHead(
          names.head, vocabulary: sizes.vocabulary, bias: biases.head, scale: headScale, softcap: headSoftcap,
          behind: headProjection.map { ($0, .linear, nil) }, width: embeddingWidth))
    }
  }

  private func mixing(_ a: inout Assembly, _ layer: Int) throws(ExplainerError) -> Half {
    switch mixer(layer) {
    case .gatedConvolution(let names): return try a.gatedConvolution(self.names.attentionNorm, names)
    case .deltaNet(let names, let rule):
      return try a.deltaNet(self.names.attentionNorm, names, rule, activation)
    case .attention: break
    }
    return try a.attention(
      names.attentionNorm, names.projections, output: names.output,
      scale: scoreScale ?? 1 / Float(sizes.headSize).squareRoot(), traits(layer),
      hasBiases: biases.projections, outputHasBias: biases.output)
  }

  private func feedForward(_ a: inout Assembly, _ layer: Int) throws(ExplainerError) -> Half {
    let norming = names.feedForwardNorm
    switch feedForward?(layer) ?? names.feedForward {
    case .gated(let maps, let down):
      return try a.feedForward(norming, maps, down: down, activation, hasBiases: biases.feedForward)
    case .plain(let up, let down):
      return try a.feedForward(norming, up: up, down: down, activation, hasBiases: biases.feedForward)
    case .experts(let names, let sizes, let shared):
      return try a.experts(norming, names, sizes, shared: shared)
    }
  }
}

/// One kind of site: what it is called, what runs along its extents, and what it holds.
///
/// What there is stands here and nowhere else: the order of a block's sites, completion, help, how much memory a capture
/// takes and what an extent means are made from it, and a test holds the table of `Docs/write-a-plugin.md` against it.
public struct SiteKind: Sendable, Hashable {
  /// Where sites of a kind are.
  public enum Stage: Sendable, Hashable {
    /// At the beginning of every stack.
    case beginning
    /// In every layer.
    case layer
    /// In every layer of a stack that looks at an encoder.
    case crossing
    /// At the end of a stack.
    case end
    /// Behind the stacks, never with one's name in front.
    case head
  }

  /// What runs along an extent, as shapes write it.
  public enum Axis: String, Sendable, Hashable {
    /// Tokens of the stack.
    case tokens = "T"
    /// Tokens that are looked at: the stack's own, or in cross-attention those of the encoder.
    case sources = "S"
    /// Attention heads.
    case heads = "H"
    /// Heads of keys and values: as many, or fewer that several heads share.
    case keyHeads = "K"
    /// Width of a head.
    case headWidth = "d"
    /// Width of a head's values: that of a head, unless keys have a part more.
    case valueWidth = "dv"
    /// Width of what queries are made of, where that is narrower than the stream.
    case queryLatentWidth = "Lq"
    /// Width of what keys and values are made of, where that is narrower than the stream.
    case latentWidth = "L"
    /// Width of the residual stream.
    case width = "D"
    /// Width of token embeddings: that of the stream, unless something maps to it.
    case embeddingWidth = "De"
    /// Width of what a mixer that is no attention gathers: that of the stream, or of all its heads side by side.
    case mixerWidth = "M"
    /// Heads that have a state.
    case stateHeads = "Hs"
    /// Heads of the queries and keys of states: as many, or fewer that several states share.
    case stateKeyHeads = "Ks"
    /// Width of the keys of a state.
    case stateKeyWidth = "ds"
    /// Width of the values in a state.
    case stateWidth = "vs"
    /// Experts of a layer.
    case experts = "E"
    /// Experts that a token is sent to.
    case chosenExperts = "k"
    /// Neurons of the feed-forward layer.
    case neurons = "F"
    /// Tokens of the vocabulary.
    case vocabulary = "V"
    /// Labels of a classifier.
    case labels
    /// One.
    case one = "1"
    /// Two.
    case two = "2"
  }

  /// What may be done with what a site holds.
  public enum Access: Sendable, Hashable {
    /// Rows that flow on, `[T, C]`: they can be read, changed and differentiated.
    case rows
    /// The same, a head at a time: `[H, T, d]`.
    case heads
    /// Inside attention, `[H, T, S]`: the same, but nothing keeps it unless it is asked for.
    case insideAttention
    /// Made beside the computation, which does not go on from it: it can be read.
    case derived
  }

  /// What the address ends with: behind the layer where it is in one.
  public let part: String
  /// Where such sites are.
  public let stage: Stage
  /// What runs along its extents.
  public let shape: [Axis]
  /// What it holds.
  public let meaning: String
  /// What may be done with it.
  public let access: Access

  init(
    _ part: String, _ stage: Stage, _ shape: [Axis], _ meaning: String, access: Access = .rows
  ) {
    self.part = part
    self.stage = stage
    self.shape = shape
    self.meaning = meaning
    self.access = access
  }

  /// Every kind there is, in the order of the computation.
  public static let all: [SiteKind] =
    [
      SiteKind(
        "embeddings.tokens", .beginning, [.tokens, .embeddingWidth],
        "the tokens alone, before positions are added"),
      SiteKind("embeddings", .beginning, [.tokens, .width], "what enters layer 0"),
      SiteKind("residual.pre", .layer, [.tokens, .width], "the stream before the layer"),
    ] + attention("attention", .layer) + mixer + [
      SiteKind("residual.mid", .layer, [.tokens, .width], "the stream between attention and MLP")
    ] + attention("cross_attention", .crossing) + [
      SiteKind("residual.cross", .crossing, [.tokens, .width], "the stream after cross-attention"),
      SiteKind("mlp.normed", .layer, [.tokens, .width], "what the MLP reads, where a norm stands before it"),
      SiteKind(
        "router.scores", .layer, [.tokens, .experts], "the score of each expert, of a layer that has experts"),
      SiteKind(
        "router.chosen", .layer, [.tokens, .chosenExperts],
        "the numbers of the experts a token is sent to, the one with the highest score first",
        access: .derived),
      SiteKind(
        "router.weights", .layer, [.tokens, .experts],
        "how much each expert counts; 0 for those not chosen, whose gradient here is left out"),
      SiteKind(
        "mlp.gate", .layer, [.tokens, .neurons], "the gate of a gated MLP, before its activation function"),
      SiteKind(
        "mlp.neurons", .layer, [.tokens, .neurons],
        "after the activation function (times the other half of a gated MLP), before the down-projection"),
      SiteKind("mlp.output", .layer, [.tokens, .width], "what the MLP gives"),
      SiteKind("mlp.contribution", .layer, [.tokens, .width], "what is added of it to the stream"),
      SiteKind("residual.post", .layer, [.tokens, .width], "the stream after the layer"),
      SiteKind(
        "final_norm", .end, [.tokens, .width], "the last state after the final norm, where the family has one"
      ),
      SiteKind("pooler", .head, [.one, .width], "what BERT's pooler makes of the first token"),
      SiteKind("class_logits", .head, [.one, .labels], "scores of a sequence classifier"),
      SiteKind("token_class_logits", .head, [.tokens, .labels], "scores of a token classifier"),
      SiteKind("span_logits", .head, [.tokens, .two], "scores of an answer's start and end"),
      SiteKind(
        "logits", .head, [.tokens, .vocabulary],
        "scores of the next token; in a masked model of the token itself"),
    ]

  private static let byPart = Dictionary(all.map { ($0.part, $0) }) { first, _ in first }

  /// Whether only models with one stack have it: none that has an encoder and a decoder has latents, gates of attention, or
  /// anything in the place of attention.
  public var isOfOneStack: Bool {
    part.hasPrefix("mixer.") || Self.ofOneStack.contains { part == "attention.\($0)" }
  }

  /// The kind whose addresses end with `part`, or nil.
  package static func of(part: String) -> SiteKind? { byPart[part] }

  /// How many numbers a site of this kind holds after a pass of `stack` of `model` over so many tokens, which look at
  /// `sources`; class scores, latents and states by a guess, these as if their heads were those of attention.
  package func count(
    in stack: ModelInfo.Stack, of model: ModelInfo, tokens: Int, sources: Int
  ) -> Double {
    shape.reduce(1) { count, axis in
      let extent =
        switch axis {
        case .tokens: tokens
        case .sources: stage == .crossing ? sources : tokens
        case .heads, .stateHeads: stack.heads
        case .keyHeads, .stateKeyHeads: stack.keyHeads
        case .headWidth, .valueWidth, .stateKeyWidth, .stateWidth:
          stack.headSize ?? model.hiddenSize / max(1, stack.heads)
        case .width, .embeddingWidth, .mixerWidth, .queryLatentWidth, .latentWidth, .labels: model.hiddenSize
        case .experts: model.experts?.count ?? 0
        case .chosenExperts: model.experts?.chosen ?? 0
        case .neurons: stack.feedForwardSize
        case .vocabulary: model.vocabularySize
        case .one: 1
        case .two: 2
        }
      return count * Double(extent)
    }
  }
}

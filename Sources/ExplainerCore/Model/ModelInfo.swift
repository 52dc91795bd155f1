public import JSON

/// What a model says of itself.
public struct ModelInfo: Sendable, Hashable {
  /// A stack of blocks beside the one that makes predictions.
  public struct Stack: Sendable, Hashable {
    /// Blocks.
    public var layers: Int
    /// Attention heads a layer.
    public var heads: Int
    /// Heads of keys and values a layer, which several attention heads may share.
    public var keyHeads: Int
    /// Width of a head; nil where the heads share the width of the stream among them.
    public var headSize: Int?
    /// Neurons of one feed-forward layer.
    public var feedForwardSize: Int
    /// What its attention does beyond comparing all tokens that the mask leaves.
    public var attention = Attention()

    /// Creates a description from its parts; as many heads of keys as others unless it says otherwise.
    public init(layers: Int, heads: Int, feedForwardSize: Int, keyHeads: Int? = nil, headSize: Int? = nil) {
      self.layers = layers
      self.heads = heads
      self.keyHeads = keyHeads ?? heads
      self.headSize = headSize
      self.feedForwardSize = feedForwardSize
    }
  }

  /// The experts of a layer that has some.
  public struct Experts: Sendable, Hashable {
    /// How many there are.
    public var count: Int
    /// To how many of them a token is sent.
    public var chosen: Int
    /// The layers that have them; nil for all.
    public var layers: [Int]?

    /// Creates a description from its parts.
    public init(count: Int, chosen: Int, layers: [Int]? = nil) {
      self.count = count
      self.chosen = chosen
      self.layers = layers
    }
  }

  /// What the user called it: an embedded name, a directory or a Hugging Face id.
  public var id: String
  /// The family, such as `gpt2`.
  public var family: String
  /// Causal, masked or sequence-to-sequence.
  public var kind: ModelKind
  /// The commit of the checkpoint, where the cache knows it.
  public var revision: String?
  /// The folder of the LoRA adapter it is used with; nil for the model as it is.
  public var adapter: String?
  /// The type the weights are stored in: `F32`, `F16`, `BF16`.
  public var dtype: String
  /// Blocks of the (decoder) stack that makes predictions.
  public var layers: Int
  /// Attention heads a layer.
  public var heads: Int
  /// Heads of keys and values a layer, which several attention heads may share.
  public var keyHeads: Int
  /// Width of a head.
  public var headSize: Int
  /// Width of the residual stream.
  public var hiddenSize: Int
  /// Neurons of one feed-forward layer.
  public var feedForwardSize: Int
  /// The experts that take the place of a feed-forward layer; nil where there are none.
  public var experts: Experts?
  /// What the attention of the stack that makes predictions does beyond comparing all tokens that the mask leaves.
  public var attention = Attention()
  /// Tokens the head scores.
  public var vocabularySize: Int
  /// The longest sequence the model takes, in tokens.
  public var contextLength: Int
  /// The token that stands for what is to be predicted, such as `[MASK]`; nil where the vocabulary has none.
  public var maskTokenID: Int?
  /// The encoder of a sequence-to-sequence model; nil where there is one stack.
  public var encoder: Stack?
  /// The token a decoder begins with where it reads beside an encoder; nil where there is one stack.
  public var decoderStartTokenID: Int?
  /// What the checkpoint's files say about continuing texts; nil where they say nothing.
  public var generation: GenerationRules?

  /// Whether the head that scores tokens is the token embedding; nil where there is no such head.
  public var tiedHead: Bool?
  /// What was odd about the checkpoint and is worth knowing with every answer, one sentence each.
  public var warnings: [String]

  /// What the checkpoint's weights make of the last states; of a bare model nothing.
  public var outputHeads: [ModelHead]
  /// The labels of a classifier, in order of their numbers; empty for other models.
  public var labels: [String]

  /// Creates a description from its parts.
  public init(
    id: String, family: String, kind: ModelKind, revision: String? = nil, dtype: String, layers: Int,
    heads: Int, keyHeads: Int? = nil, headSize: Int? = nil, hiddenSize: Int, feedForwardSize: Int,
    experts: Experts? = nil, vocabularySize: Int, contextLength: Int, maskTokenID: Int? = nil,
    encoder: Stack? = nil, decoderStartTokenID: Int? = nil, generation: GenerationRules? = nil,
    outputHeads: [ModelHead] = [.languageModel], labels: [String] = [], tiedHead: Bool? = nil,
    warnings: [String] = []
  ) {
    self.id = id
    self.family = family
    self.kind = kind
    self.revision = revision
    self.dtype = dtype
    self.layers = layers
    self.heads = heads
    self.keyHeads = keyHeads ?? heads
    self.headSize = headSize ?? hiddenSize / max(1, heads)
    self.hiddenSize = hiddenSize
    self.feedForwardSize = feedForwardSize
    self.experts = experts
    self.vocabularySize = vocabularySize
    self.contextLength = contextLength
    self.maskTokenID = maskTokenID
    self.encoder = encoder
    self.decoderStartTokenID = decoderStartTokenID
    self.generation = generation
    self.tiedHead = tiedHead
    self.warnings = warnings
    self.outputHeads = outputHeads
    self.labels = labels
  }
}

extension ModelInfo {
  /// The stack that makes predictions.
  public var ownStack: Stack {
    var stack = Stack(
      layers: layers, heads: heads, feedForwardSize: feedForwardSize, keyHeads: keyHeads, headSize: headSize)
    stack.attention = attention
    return stack
  }

  /// The JSON form.
  public var json: JSONValue {
    var object: JSONObject = ["id": .string(id), "family": .string(family), "kind": .string(kind.rawValue)]
    if let revision { object["revision"] = .string(revision) }
    if let adapter { object["adapter"] = .string(adapter) }
    object["dtype"] = .string(dtype)
    object["layers"] = .integer(layers)
    object["heads"] = .integer(heads)
    // Left out where they are what readers took for granted before there were such members.
    if keyHeads != heads { object["key_heads"] = .integer(keyHeads) }
    if headSize != hiddenSize / max(1, heads) { object["head_size"] = .integer(headSize) }
    object["hidden_size"] = .integer(hiddenSize)
    object["feed_forward_size"] = .integer(feedForwardSize)
    if let experts {
      var members: JSONObject = ["count": .integer(experts.count), "chosen": .integer(experts.chosen)]
      if let layers = experts.layers { members["layers"] = JSONValue(layers) }
      object["experts"] = .object(members)
    }
    if let attention = attention.json { object["attention"] = attention }
    object["vocabulary_size"] = .integer(vocabularySize)
    object["context_length"] = .integer(contextLength)
    if let maskTokenID { object["mask_token"] = .integer(maskTokenID) }
    if let encoder {
      var stack: JSONObject = [
        "layers": .integer(encoder.layers), "heads": .integer(encoder.heads),
        "feed_forward_size": .integer(encoder.feedForwardSize),
      ]
      if let size = encoder.headSize { stack["head_size"] = .integer(size) }
      if let attention = encoder.attention.json { stack["attention"] = attention }
      object["encoder"] = .object(stack)
    }
    if let decoderStartTokenID { object["decoder_start_token"] = .integer(decoderStartTokenID) }
    if let generation { object["generation"] = generation.json }
    // Left out where it says what readers took for granted before there was such a member.
    if outputHeads != [.languageModel] { object["output_heads"] = JSONValue(outputHeads.map(\.rawValue)) }
    if !labels.isEmpty { object["labels"] = JSONValue(labels) }
    if let tiedHead { object["tied_head"] = .bool(tiedHead) }
    if !warnings.isEmpty { object["warnings"] = JSONValue(warnings) }
    return .object(object)
  }

  /// Reads the JSON form.
  public init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json)
    self.init(
      id: try reader.string("id"), family: try reader.string("family"), kind: try reader.word("kind"),
      revision: try reader.optionalString("revision"), dtype: try reader.string("dtype"),
      layers: try reader.int("layers"), heads: try reader.int("heads"),
      keyHeads: try reader.optionalInt("key_heads"), headSize: try reader.optionalInt("head_size"),
      hiddenSize: try reader.int("hidden_size"), feedForwardSize: try reader.int("feed_forward_size"),
      experts: try reader.optional("experts", Experts.init(json:)),
      vocabularySize: try reader.int("vocabulary_size"), contextLength: try reader.int("context_length"),
      maskTokenID: try reader.optionalInt("mask_token"),
      encoder: try reader.optional("encoder", Stack.init(json:)),
      decoderStartTokenID: try reader.optionalInt("decoder_start_token"),
      generation: try reader.optional("generation", GenerationRules.init(json:)),
      labels: try reader.strings("labels"),
      tiedHead: try reader.optional("tied_head", "true or false", \.bool),
      warnings: try reader.strings("warnings"))
    adapter = try reader.optionalString("adapter")
    attention = try reader.optional("attention", Attention.init(json:)) ?? Attention()
    if reader["output_heads"] != nil {
      // A plugin may be older than the heads its host knows.
      outputHeads = try reader.strings("output_heads").compactMap(ModelHead.init(rawValue:))
    }
  }
}

extension ModelInfo.Stack {
  fileprivate init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json)
    self.init(
      layers: try reader.int("layers"), heads: try reader.int("heads"),
      feedForwardSize: try reader.int("feed_forward_size"), headSize: try reader.optionalInt("head_size"))
    attention = try reader.optional("attention", ModelInfo.Attention.init(json:)) ?? ModelInfo.Attention()
  }
}

extension ModelInfo.Experts {
  fileprivate init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json)
    self.init(
      count: try reader.int("count"), chosen: try reader.int("chosen"),
      layers: try reader.optionalInts("layers"))
  }
}

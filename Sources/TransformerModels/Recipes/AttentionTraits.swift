import Tensors

/// What a family's attention does beyond looking: nothing, unless it says so.
struct AttentionTraits: Sendable {
  /// How queries and keys are normed before they are turned.
  enum Norms: Sendable {
    /// All heads together.
    case flat(query: String, key: String)
    /// Each head by itself, all by one norm.
    case shared(query: String, key: String)
    /// Each head by one of its own, of which one weight holds all, a row each.
    case rows(query: String, key: String)
    /// Each head by one of its own, which are numbered.
    case numbered(query: String, key: String)
  }

  /// How positions turn queries and keys; nil where they do not.
  var rotary: RotaryPlan?
  var norms: Norms?
  /// What queries, keys and values are cut off at, behind their norms.
  var clip: Float?
  /// How many keys back a token sees, itself included, and in a stack without a mask as far forward; nil for all.
  var window: Int?
  /// What scores are kept below, smoothly.
  var softcap: Float?
  /// One more score of each head, whose weight is dropped.
  var sinks: String?
  /// What is added to scores for where queries and keys stand.
  var bias: PositionBias?
  /// What queries and keys meet beside each other.
  var positions: DisentangledPositions?
  /// The weights, by their whole names, that bias or positions are made of.
  var positionWeights: [String] = []
}

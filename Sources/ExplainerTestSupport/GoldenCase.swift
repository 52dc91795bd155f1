public import ExplainerCore

/// One text run through the reference implementation, with all that was recorded of it.
public struct GoldenCase: Sendable {
  /// The case's name in its file.
  public let name: String
  /// The text.
  public let text: String
  /// Its token ids.
  public let ids: [Int]
  /// The second text of a pair; nil where there is one text.
  public var secondText: String?
  /// The segment of each token; nil where the family has none.
  public var segments: [Int]?
  /// What the decoder reads; nil where the family has none.
  public var decoderIDs: [Int]?
  /// What sites held; hidden entries of `attention.scores` are recorded as 0.
  public var sites: [(site: Site, golden: GoldenTensor)] = []
  /// The logits of the last positions, `[n, V]`.
  public var lastLogits: GoldenTensor?
  /// The head over the last position's state after every layer, `[L, V]`: raw for all layers but the last,
  /// which has the final norm (as `hidden_states` have it).
  public var rawLens: GoldenTensor?
  /// The head over the last position's state after every layer, each after the final norm, `[L, V]`.
  public var normedLens: GoldenTensor?
  /// Greedy continuation.
  public var generated: [Int] = []
  /// Ids whose ranks in the lenses were recorded.
  public var watched: [Int] = []
  /// Ranks of the watched ids in the raw lens, `[layer][watched]`; empty where not recorded.
  public var rawRanks: [[Int]] = []
  /// Ranks of the watched ids in the normed lens, `[layer][watched]`; empty where not recorded.
  public var normedRanks: [[Int]] = []
  /// Ranks of the generated tokens in the raw lens at the positions that made them, `[layer][generated]`.
  public var generatedRanks: [[Int]] = []

  /// What the model reads.
  public var input: ModelInput { ModelInput(ids: ids, segments: segments, decoderIDs: decoderIDs) }
}

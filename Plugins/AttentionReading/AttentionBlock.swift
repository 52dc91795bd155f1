package import Tensors

/// What one kind of attention did over the texts: patterns and what belongs to them, layer by layer.
package struct AttentionBlock: Sendable {
  package let source: AttentionSource
  /// The sequence whose tokens look.
  package let queries: AttentionSequence
  /// The sequence whose tokens are looked at.
  package let keys: AttentionSequence
  /// The true numbers of the layers.
  package let layers: [Int]
  /// The true numbers of the heads given.
  package let heads: [Int]
  /// The weights after the softmax, one tensor `[H, Q, K]` a layer.
  package let patterns: [Tensor]
  /// The lengths of projected values, one tensor `[H, K]` a layer.
  package let valueNorms: [Tensor]
  /// What made the scores; nil unless asked for.
  package let vectors: Vectors?
  /// What of each row goes to the sink of its head, 1 − the sum of the row, one tensor `[H, Q]` a layer; nil without sinks.
  package let sinkShares: [Tensor]?
  /// Which experts read the tokens that look; nil where the stack has none, or it was not asked for.
  package let experts: ExpertRouting?
  /// The scorecard, `[layer][head]`.
  package let scores: [[HeadScores]]
  /// The means of the heads given, one tensor `[Q, K]` a layer; nil unless asked for.
  package let headMeans: [Tensor]?
  /// Rollout from layer 0 through each layer, `[Q, K]`; nil where it does not exist or was not asked for.
  package let rollout: [Tensor]?

  /// Queries and keys, one tensor a layer.
  package struct Vectors: Sendable {
    /// `[H, Q, d]`.
    package let queries: [Tensor]
    /// `[Hkv, K, d]`.
    package let keys: [Tensor]
    /// What query · key is multiplied with.
    package let scales: [Float]
    /// For each head given, the head of `keys` it looks with.
    package let keyHeads: [Int]
    /// What positions add to scaled scores, one tensor `[H, Q, K]` a layer, 0 where a key is out of reach; nil for nothing.
    package let added: [Tensor]?
  }

  /// The keys that query `row` sees in the layer in place `layer`.
  package func seen(by row: Int, layer: Int) -> Range<Int> {
    source.seen(by: row, inLayer: layers[layer], of: keys.tokens.count)
  }
}

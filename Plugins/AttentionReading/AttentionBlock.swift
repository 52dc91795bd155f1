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
  }

  /// How many keys query `row` sees.
  package func visible(_ row: Int) -> Int {
    source.isCausal ? min(row + 1, keys.tokens.count) : keys.tokens.count
  }
}

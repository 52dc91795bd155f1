package import ExplainerCore

/// One kind of attention inside a model: which stack computes it, who looks and who is looked at.
package struct AttentionSource: Sendable, Hashable {
  /// The kinds.
  package enum Kind: String, Sendable, Hashable {
    /// The only stack's.
    case only = "self"
    case encoder, decoder, cross
  }

  package let kind: Kind
  /// The key of the sequence whose tokens look.
  package let queries: String
  /// The key of the sequence whose tokens are looked at.
  package let keys: String
  /// Whether a token sees only itself and those before it.
  package let isCausal: Bool
  /// Layers of the stack.
  package let layerCount: Int
  /// Those of them that have attention, in order.
  package var layers: [Int] { attention.layers(of: layerCount) }
  /// Heads a layer.
  package let headCount: Int
  /// Heads of keys a layer, which several heads may share.
  package let keyHeadCount: Int
  /// What this attention does beyond comparing all tokens that the mask leaves.
  package let attention: ModelInfo.Attention

  /// Whether tokens look at the sequence they stand in.
  package var isWithinOne: Bool { kind != .cross }

  /// What readers call it.
  package var label: String {
    switch kind {
    case .only: "self-attention"
    case .encoder: "encoder"
    case .decoder: "decoder"
    case .cross: "cross-attention, decoder to encoder"
    }
  }

  /// Where `part` (`pattern`, `query`, …) of a layer is found.
  package func site(layer: Int, _ part: String) -> Site {
    switch kind {
    case .only: Site(layer: layer, part: "attention.\(part)")
    case .encoder: Site(stack: "encoder", layer: layer, part: "attention.\(part)")
    case .decoder: Site(stack: "decoder", layer: layer, part: "attention.\(part)")
    case .cross: Site(stack: "decoder", layer: layer, part: "cross_attention.\(part)")
    }
  }

  /// The attentions of a model with one stack.
  static func single(_ info: ModelInfo) -> [AttentionSource] {
    [
      AttentionSource(
        kind: .only, queries: "tokens", keys: "tokens", isCausal: info.kind == .causal,
        layerCount: info.layers, headCount: info.heads, keyHeadCount: info.keyHeads,
        attention: info.attention)
    ]
  }

  /// The attentions of a model with two stacks, whose decoder reads the sequence called `decoder`.
  static func double(_ info: ModelInfo, decoder: String) -> [AttentionSource] {
    let encoder = info.encoder ?? info.ownStack
    return [
      AttentionSource(
        kind: .encoder, queries: "encoder", keys: "encoder", isCausal: false,
        layerCount: encoder.layers, headCount: encoder.heads, keyHeadCount: encoder.keyHeads,
        attention: encoder.attention),
      AttentionSource(
        kind: .decoder, queries: decoder, keys: decoder, isCausal: true, layerCount: info.layers,
        headCount: info.heads, keyHeadCount: info.keyHeads, attention: info.attention),
      AttentionSource(
        kind: .cross, queries: decoder, keys: "encoder", isCausal: false, layerCount: info.layers,
        headCount: info.heads, keyHeadCount: info.keyHeads, attention: ModelInfo.Attention()),
    ]
  }
}

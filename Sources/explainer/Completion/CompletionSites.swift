import ExplainerCore

/// The sites that models have, as patterns over all layers: which of them one model has is known only once it is loaded.
enum CompletionSites {
  /// The patterns of one stack; without one those of models that have one stack, then what leads to the others.
  static func patterns(stack: String) -> [String] {
    let inner = ["embeddings"] + layers.map { "layers.*.\($0)" }
    switch stack {
    case "encoder.": return inner.map { stack + $0 }
    case "decoder.": return (inner + crossed.map { "layers.*.\($0)" }).map { stack + $0 }
    default: return inner + ["final_norm", "pooler", "class_logits", "logits", "encoder.", "decoder."]
    }
  }

  private static let layers =
    ["pre", "mid", "post"].map { "residual.\($0)" } + attention.map { "attention.\($0)" }
    + ["mlp.neurons", "mlp.output"]
  private static let crossed = ["residual.cross"] + attention.map { "cross_attention.\($0)" }
  private static let attention = [
    "query", "key", "value", "value_norms", "scale", "scores", "pattern", "output",
  ]
}

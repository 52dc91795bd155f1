import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// MPNet and the sentence embeddings made of it (all-mpnet-base, …).
///
/// The blocks are BERT's: its table says which site is which of Hugging Face's outputs. Scores of all layers are shifted
/// by one table of relative positions; positions are counted from the row behind that of the padding token, as in
/// RoBERTa. There are no segments.
///
/// | site | Hugging Face |
/// |---|---|
/// | `pooler` | `pooler_output`; the classifiers do not read it |
/// | `class_logits` | `logits` of `MPNetForSequenceClassification`: a map, tanh and another map of the first token |
/// | `token_class_logits`, `span_logits` | as of BERT |
/// | `logits` | `logits` of `MPNetForMaskedLM` |
///
/// Source: Song et al. 2020, "MPNet: Masked and Permuted Pre-training for Language Understanding"; checked against Hugging
/// Face `modeling_mpnet.py` (transformers 5.24).
enum MPNet {
  /// The padding token, whatever the configuration says, as in Hugging Face's code.
  private static let padding = 1
  /// The buckets, however many rows the table has, as in Hugging Face's code.
  private static let buckets = PositionBias.Buckets(count: 32, farthest: 128, isTwoSided: true)

  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try EncoderSizes(file, EncoderSizes.Defaults(vocabulary: 30527))
    let rows = try file.integer(
      "relative_attention_num_buckets", default: 32, in: buckets.count...(1 << 16))
    let context = sizes.positions - padding - 1
    guard context > 0 else {
      throw ExplainerError(
        .badData, "there is no position embedding for any token", at: [file.path],
        expected: "max_position_embeddings above \(padding + 1)", found: "\(sizes.positions)")
    }
    var plan = EncoderPlan(
      title: "MPNet", info: sizes.info("mpnet", context: context), base: "mpnet",
      epsilon: Float(try file.number("layer_norm_eps", default: 1e-12)),
      isTied: try file.bool("tie_word_embeddings", default: true),
      activation: try Activation(file, "hidden_act", default: "gelu"),
      heads: [
        EncoderPlan.Head(
          dense: "lm_head.dense", activation: .gelu, norm: "lm_head.layer_norm", decoder: "lm_head.decoder",
          bias: "lm_head.bias")
      ], headNames: ["lm_head", "classifier", "qa_outputs"],
      sequence: Assembly.Classifier(
        "classifier.out_proj", behind: Assembly.Dense(name: "classifier.dense", activation: .tanh)),
      pooler: Assembly.Dense(name: "pooler.dense", activation: .tanh))
    plan.positions = (context, padding + 1)
    plan.padding = padding
    plan.layer = EncoderPlan.Layer(
      projections: .separate(query: "attention.attn.q", key: "attention.attn.k", value: "attention.attn.v"),
      output: "attention.attn.o", attentionNorm: "attention.LayerNorm")
    plan.traits = { a throws(ExplainerError) in
      try a.biased(by: "relative_attention_bias", of: "encoder", rows: rows, buckets)
    }
    return plan.recipe
  }
}

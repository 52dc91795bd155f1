import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// RoBERTa, and XLM-RoBERTa and CamemBERT, which are the same models with other vocabularies.
///
/// The blocks are BERT's: its table says which site is which of Hugging Face's outputs. Positions are counted from the
/// row behind that of the padding token, which takes none itself; so there is room for fewer tokens than there are
/// position embeddings.
///
/// | site | Hugging Face |
/// |---|---|
/// | `pooler` | `pooler_output` of `RobertaModel`; the classifiers do not read it |
/// | `class_logits` | `logits` of `RobertaForSequenceClassification`: a map, tanh and another map of the first token |
/// | `token_class_logits`, `span_logits` | as of BERT |
/// | `logits` | `logits` of `RobertaForMaskedLM` |
///
/// - Note: There is one segment in the published checkpoints, though the configuration class says two.
///
/// Source: Liu et al. 2019, "RoBERTa: A Robustly Optimized BERT Pretraining Approach"; Conneau et al. 2020,
/// "Unsupervised Cross-lingual Representation Learning at Scale"; checked against Hugging Face `modeling_roberta.py`,
/// `modeling_xlm_roberta.py` and `modeling_camembert.py` (transformers 5.24).
enum RoBERTa {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    try recipe(file, "RoBERTa", "roberta", vocabulary: 50265)
  }

  static func crossLingual(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    try recipe(file, "XLM-RoBERTa", "xlm-roberta")
  }

  static func french(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    try recipe(file, "CamemBERT", "camembert")
  }

  private static func recipe(
    _ file: ModelConfiguration, _ title: String, _ family: String, vocabulary: Int = 30522
  ) throws(ExplainerError) -> Recipe {
    let sizes = try EncoderSizes(file, EncoderSizes.Defaults(vocabulary: vocabulary))
    let padding = try file.integer("pad_token_id", default: 1, in: 0...Int(Int32.max))
    let context = sizes.positions - padding - 1
    guard context > 0 else {
      throw ExplainerError(
        .badData, "there is no position embedding for any token", at: [file.path],
        expected: "max_position_embeddings above pad_token_id + 1",
        found: "\(sizes.positions), pad_token_id \(padding)")
    }
    var plan = EncoderPlan(
      title: title, info: sizes.info(family, context: context), base: "roberta",
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
    plan.segments = try file.integer("type_vocab_size", default: 2, in: 1...(1 << 16))
    return plan.recipe
  }
}

import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// ELECTRA: BERT whose embeddings may be narrower than the stream.
///
/// A generator scores tokens; a discriminator, which most published checkpoints are, tells replaced tokens from real ones,
/// and has no scores here.
///
/// The blocks are BERT's: its table says which site is which of Hugging Face's outputs. There is no pooler.
///
/// | site | Hugging Face |
/// |---|---|
/// | `embeddings` | `hidden_states[0]`, behind `embeddings_project` |
/// | `class_logits` | `logits` of `ElectraForSequenceClassification`: a map, gelu and another map of the first token |
/// | `token_class_logits`, `span_logits` | as of BERT |
/// | `logits` | `logits` of `ElectraForMaskedLM` |
///
/// Source: Clark et al. 2020, "ELECTRA: Pre-training Text Encoders as Discriminators Rather Than Generators"; checked
/// against Hugging Face `modeling_electra.py` (transformers 5.24).
enum ELECTRA {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try EncoderSizes(file, EncoderSizes.Defaults(width: 256, heads: 4, neurons: 1024))
    let width = try file.integer("embedding_size", default: 128, in: 1...(1 << 20))
    var plan = EncoderPlan(
      title: "ELECTRA", info: sizes.info("electra"), base: "electra",
      epsilon: Float(try file.number("layer_norm_eps", default: 1e-12)),
      isTied: try file.bool("tie_word_embeddings", default: true),
      activation: try Activation(file, "hidden_act", default: "gelu"),
      heads: [
        EncoderPlan.Head(
          dense: "generator_predictions.dense", activation: .gelu, norm: "generator_predictions.LayerNorm",
          decoder: "generator_lm_head")
      ],
      headNames: [
        "generator_predictions", "generator_lm_head", "discriminator_predictions", "classifier", "qa_outputs",
        "sequence_summary",
      ],
      sequence: Assembly.Classifier(
        "classifier.out_proj", behind: Assembly.Dense(name: "classifier.dense", activation: .gelu)))
    plan.positions = (sizes.positions, 0)
    plan.segments = try file.integer("type_vocab_size", default: 2, in: 1...(1 << 16))
    if width != sizes.width { plan.embedding = (width, "embeddings_project") }
    return plan.recipe
  }
}

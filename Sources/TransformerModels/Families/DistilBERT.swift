import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// DistilBERT: BERT with half the layers, without segments and pooler.
///
/// The blocks are BERT's: its table says which site is which of Hugging Face's outputs.
///
/// | site | Hugging Face |
/// |---|---|
/// | `layers.N.attention.output`, `.mlp.output` | the outputs of `layer.N.attention.out_lin`, `ffn.lin2` |
/// | `class_logits` | `logits` of `DistilBertForSequenceClassification`: a map, relu and another map of the first token |
/// | `token_class_logits`, `span_logits` | as of BERT |
/// | `logits` | `logits` of `DistilBertForMaskedLM` |
///
/// - Note: `sinusoidal_pos_embds` says what position embeddings were when training began; they are stored either way.
///
/// Source: Sanh et al. 2019, "DistilBERT, a distilled version of BERT"; checked against Hugging Face
/// `modeling_distilbert.py` (transformers 5.24).
enum DistilBERT {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try EncoderSizes(
      file, EncoderSizes.Defaults(layers: 6),
      EncoderSizes.Words(layers: "n_layers", width: "dim", heads: "n_heads", neurons: "hidden_dim"))
    let activation = try Activation(file, "activation", default: "gelu")
    var plan = EncoderPlan(
      title: "DistilBERT", info: sizes.info("distilbert"), base: "distilbert", epsilon: 1e-12,
      isTied: try file.bool("tie_word_embeddings", default: true), activation: activation,
      heads: [
        EncoderPlan.Head(
          dense: "vocab_transform", activation: activation, norm: "vocab_layer_norm",
          decoder: "vocab_projector")
      ],
      headNames: [
        "vocab_transform", "vocab_layer_norm", "vocab_projector", "pre_classifier", "classifier",
        "qa_outputs",
      ],
      sequence: Assembly.Classifier(
        "classifier", behind: Assembly.Dense(name: "pre_classifier", activation: .relu)))
    plan.positions = (sizes.positions, 0)
    plan.path = { "transformer.layer.\($0)" }
    plan.layer = EncoderPlan.Layer(
      projections: .separate(query: "attention.q_lin", key: "attention.k_lin", value: "attention.v_lin"),
      output: "attention.out_lin", attentionNorm: "sa_layer_norm", up: "ffn.lin1", down: "ffn.lin2",
      norm: "output_layer_norm")
    return plan.recipe
  }
}

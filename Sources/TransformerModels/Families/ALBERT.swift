import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// ALBERT: BERT whose layers share their weights, all of them or in groups, and whose embeddings are narrower than the
/// stream.
///
/// The blocks are BERT's: its table says which site is which of Hugging Face's outputs. Layers that share weights are
/// layers all the same, and have sites of their own.
///
/// | site | Hugging Face |
/// |---|---|
/// | `embeddings` | `hidden_states[0]`, behind `embedding_hidden_mapping_in` |
/// | `pooler` | `pooler_output` |
/// | `class_logits` | `logits` of `AlbertForSequenceClassification` |
/// | `token_class_logits`, `span_logits` | as of BERT |
/// | `logits` | `logits` of `AlbertForMaskedLM`, `prediction_logits` of `AlbertForPreTraining` |
///
/// Source: Lan et al. 2020, "ALBERT: A Lite BERT for Self-supervised Learning of Language Representations"; checked
/// against Hugging Face `modeling_albert.py` (transformers 5.24).
enum ALBERT {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try EncoderSizes(
      file, EncoderSizes.Defaults(width: 4096, heads: 64, neurons: 16384, vocabulary: 30000))
    let groups = try file.integer("num_hidden_groups", default: 1, in: 1...sizes.layers)
    let activation = try Activation(file, "hidden_act", default: "gelu_new")
    var plan = EncoderPlan(
      title: "ALBERT", info: sizes.info("albert"), base: "albert",
      epsilon: Float(try file.number("layer_norm_eps", default: 1e-12)),
      isTied: try file.bool("tie_word_embeddings", default: true), activation: activation,
      heads: [
        EncoderPlan.Head(
          dense: "predictions.dense", activation: activation, norm: "predictions.LayerNorm",
          decoder: "predictions.decoder", bias: "predictions.bias")
      ], headNames: ["predictions", "sop_classifier", "classifier", "qa_outputs"],
      sequence: Assembly.Classifier("classifier", readsPooler: true),
      pooler: Assembly.Dense(name: "pooler", activation: .tanh))
    plan.positions = (sizes.positions, 0)
    plan.segments = try file.integer("type_vocab_size", default: 2, in: 1...(1 << 16))
    plan.embedding = (
      try file.integer("embedding_size", default: 128, in: 1...(1 << 20)),
      "encoder.embedding_hidden_mapping_in"
    )
    plan.path = { layer in
      "encoder.albert_layer_groups.\(layer * groups / sizes.layers).albert_layers.0"
    }
    plan.layer = EncoderPlan.Layer(
      projections: .separate(query: "attention.query", key: "attention.key", value: "attention.value"),
      output: "attention.dense", attentionNorm: "attention.LayerNorm", up: "ffn", down: "ffn_output",
      norm: "full_layer_layer_norm")
    return plan.recipe
  }
}

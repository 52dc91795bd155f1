import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// Nemotron 4 and Minitron: Llama's attention, with norms of layers whose gains are stored less 1, and an MLP without a gate.
///
/// Sites are those of Llama, see there, without `mlp.gate`.
///
/// Source: Parmar et al. 2024, "Nemotron-4 15B Technical Report"; checked against Hugging Face `modeling_nemotron.py`
/// (transformers 5.24).
enum Nemotron {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(
        width: 6144, heads: 48, neurons: 24576, vocabulary: 256_000, context: 4096))
    let rotary = try RotaryReader(
      file, headSize: sizes.headSize, context: sizes.context, RotaryReader.Defaults(share: 0.5)
    ).plan()
    var plan = DecoderPlan(
      title: "Nemotron", family: "nemotron", sizes: sizes, style: try .layer(file, offset: 1, "norm_eps"),
      activation: try Activation(file, "hidden_act", default: "relu2"),
      isTied: try file.bool("tie_word_embeddings", default: false))
    plan.biases.projections = try file.bool("attention_bias", default: false)
    plan.biases.feedForward = try file.bool("mlp_bias", default: false)
    plan.names.feedForward = .plain(up: "mlp.up_proj", down: "mlp.down_proj")
    plan.traits = { _ in AttentionTraits(rotary: rotary) }
    return plan.recipe
  }
}

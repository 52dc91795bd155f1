import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// Cohere's Command R: attention and MLP side by side behind one norm, without shifts in norms.
///
/// Sites are those of Llama, see there, without `residual.mid`: both halves read `residual.pre`.
///
/// Source: checked against Hugging Face `modeling_cohere.py` (transformers 5.24).
enum Cohere {
  static let defaults = DecoderSizes.Defaults(
    layers: 40, width: 8192, heads: 64, neurons: 22528, vocabulary: 256_000, context: 8192)

  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(file, defaults)
    let rotary = try reader(file, sizes, theta: 500_000).plan()
    let isNormed = try file.bool("use_qk_norm", default: false)
    var plan = try plan("Cohere", "cohere", file, sizes)
    plan.traits = { _ in
      AttentionTraits(
        rotary: rotary, norms: isNormed ? .rows(query: "self_attn.q_norm", key: "self_attn.k_norm") : nil)
    }
    return plan.recipe
  }

  static func reader(_ file: ModelConfiguration, _ sizes: DecoderSizes, theta: Double) -> RotaryReader {
    RotaryReader(
      file, headSize: sizes.headSize, context: sizes.context,
      RotaryReader.Defaults(theta: theta, isInterleaved: true))
  }

  /// What Cohere's families share.
  static func plan(
    _ title: String, _ family: String, _ file: ModelConfiguration, _ sizes: DecoderSizes
  ) throws(ExplainerError) -> DecoderPlan {
    var plan = DecoderPlan(
      title: title, family: family, sizes: sizes, style: try .layer(file, hasBias: false),
      activation: try Activation(file, "hidden_act", default: "silu"),
      isTied: try file.bool("tie_word_embeddings", default: true))
    plan.biases.projections = try file.bool("attention_bias", default: false)
    plan.isParallel = true
    plan.names.feedForwardNorm = plan.names.attentionNorm
    plan.headScale = try file.positive("logit_scale", default: 0.0625)
    return plan
  }
}

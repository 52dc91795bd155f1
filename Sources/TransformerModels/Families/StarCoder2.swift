import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// StarCoder 2: Llama's attention with biases and norms of layers, and an MLP without a gate.
///
/// Sites are those of Llama, see there, without `mlp.gate`.
///
/// Source: Lozhkov et al. 2024, "StarCoder 2 and The Stack v2"; checked against Hugging Face `modeling_starcoder2.py`
/// (transformers 5.24).
enum StarCoder2 {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(
        layers: 30, width: 3072, heads: 24, keyHeads: 2, neurons: 12288, vocabulary: 49152, context: 4096))
    let rotary = try RotaryReader(file, headSize: sizes.headSize, context: sizes.context).plan()
    let window = try file.window()
    let hasBiases = try file.bool("use_bias", default: true)
    var plan = DecoderPlan(
      title: "StarCoder2", family: "starcoder2", sizes: sizes, style: try .layer(file, "norm_epsilon"),
      activation: try Activation(file, "hidden_act", default: "gelu_pytorch_tanh"),
      isTied: try file.bool("tie_word_embeddings", default: true))
    (plan.biases.projections, plan.biases.feedForward) = (hasBiases, hasBiases)
    plan.names.feedForward = .plain(up: "mlp.c_fc", down: "mlp.c_proj")
    plan.traits = { _ in AttentionTraits(rotary: rotary, window: window) }
    return plan.recipe
  }
}

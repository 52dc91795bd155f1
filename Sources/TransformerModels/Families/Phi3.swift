import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// Phi 3, 3.5 and 4: Llama's block with fused maps, and frequencies of two lists for short and for long texts.
///
/// Sites are those of Llama, see there.
///
/// Source: Abdin et al. 2024, "Phi-3 Technical Report"; checked against Hugging Face `modeling_phi3.py` (transformers 5.24).
enum Phi3 {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(
      file, DecoderSizes.Defaults(width: 3072, neurons: 8192, vocabulary: 32064, context: 4096))
    // What other families call YaRN is something else here.
    let rotary = try RotaryReader(
      file, headSize: sizes.headSize, context: sizes.context,
      RotaryReader.Defaults(share: 1, kinds: ["su": "longrope", "yarn": "longrope"])
    ).plan()
    let window = try file.window()
    var plan = DecoderPlan(
      title: "Phi 3", family: "phi3", sizes: sizes, style: try .rootMeanSquare(file, default: 1e-5),
      activation: try Activation(file, "hidden_act", default: "silu"),
      isTied: try file.bool("tie_word_embeddings", default: false))
    plan.names.projections = .fused("self_attn.qkv_proj")
    plan.names.feedForward = .gated(.fused("mlp.gate_up_proj"), down: "mlp.down_proj")
    plan.traits = { _ in AttentionTraits(rotary: rotary, window: window) }
    return plan.recipe
  }
}

import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// Qwen 3: Llama's block with norms of queries and keys, a head at a time, before positions turn them.
///
/// Sites are those of Llama, see there; `query` and `key` are those behind norm and rotation.
///
/// Source: Yang et al. 2025, "Qwen3 Technical Report"; checked against Hugging Face `modeling_qwen3.py` (transformers
/// 5.24).
enum Qwen3 {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    var sizes = Qwen2.defaults
    (sizes.keyHeads, sizes.headSize) = (32, 128)
    return try plan("Qwen3", "qwen3", file, DecoderSizes(file, sizes), windows: Qwen2.windows).recipe
  }

  /// What Qwen3's models share, with experts and without.
  static func plan(
    _ title: String, _ family: String, _ file: ModelConfiguration, _ sizes: DecoderSizes,
    windows: (ModelConfiguration, Int) throws(ExplainerError) -> [Int?]
  ) throws(ExplainerError) -> DecoderPlan {
    let rotary = try RotaryReader(file, headSize: sizes.headSize, context: sizes.context).plan()
    let windows = try windows(file, sizes.layers)
    var plan = DecoderPlan(
      title: title, family: family, sizes: sizes, style: try .rootMeanSquare(file),
      activation: try Activation(file, "hidden_act", default: "silu"),
      isTied: try file.bool("tie_word_embeddings", default: false))
    plan.biases.projections = try file.bool("attention_bias", default: false)
    plan.traits = {
      AttentionTraits(
        rotary: rotary, norms: .shared(query: "self_attn.q_norm", key: "self_attn.k_norm"),
        window: windows[$0])
    }
    return plan
  }
}

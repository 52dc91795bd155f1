import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// Gemma 3, its text model: Gemma 2's block without caps, with norms of queries and keys, and rotations that differ between
/// layers with a window and those without.
///
/// Sites are those of Gemma 2, see there; `query` and `key` are those behind norm and rotation.
///
/// - Note: `attn_logit_softcapping` is read by transformers and used by nothing there, nor here.
///
/// Source: Gemma Team 2025, "Gemma 3 Technical Report"; checked against Hugging Face `modeling_gemma3.py` (transformers
/// 5.24).
enum Gemma3 {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    var defaults = Gemma2.defaults
    (defaults.vocabulary, defaults.context) = (262_208, 131_072)
    let sizes = try DecoderSizes(file, defaults)
    var plan = try Gemma2.plan("Gemma 3", "gemma3_text", file, sizes)
    let reader = RotaryReader(file, headSize: sizes.headSize, context: sizes.context)
    let full = try reader.plan(of: "full_attention", theta: ("rope_theta", 1_000_000))
    let local = try reader.plan(
      of: "sliding_attention", isScaled: false, theta: ("rope_local_base_freq", 10_000))
    let window = try file.window(default: 4096)
    let key = file.has("_sliding_window_pattern") ? "_sliding_window_pattern" : "sliding_window_pattern"
    let pattern = try file.integer(key, default: 6, in: 1...(1 << 20))
    let slides = try file.slidingLayers(sizes.layers) { ($0 + 1) % pattern != 0 }
    _ = try file.cap("attn_logit_softcapping", default: nil)
    plan.headSoftcap = try file.cap("final_logit_softcapping", default: nil)
    plan.traits = {
      AttentionTraits(
        rotary: slides[$0] ? local : full, norms: .shared(query: "self_attn.q_norm", key: "self_attn.k_norm"),
        window: slides[$0] ? window : nil)
    }
    return plan.recipe
  }
}

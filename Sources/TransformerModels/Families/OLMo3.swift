import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// OLMo 3: OLMo 2's block, with windows in three of four layers, whose rotations know nothing of longer contexts.
///
/// Sites are those of OLMo 2, see there.
///
/// - Note: Old files have one `rope_theta` for all layers, as transformers 4.57 reads it; 5.24 loses it for layers with a
///   window.
///
/// Source: OLMo Team 2025, "OLMo 3"; checked against Hugging Face `modeling_olmo3.py` (transformers 5.24).
enum OLMo3 {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(file, OLMo2.defaults)
    let reader = RotaryReader(
      file, headSize: sizes.headSize, context: sizes.context, RotaryReader.Defaults(theta: 500_000))
    let full = try reader.plan(of: "full_attention")
    let local = try reader.plan(of: "sliding_attention", isScaled: false)
    let window = try file.window(default: 4096)
    let slides = try file.slidingLayers(sizes.layers) { ($0 + 1) % 4 != 0 }
    var plan = try OLMo2.plan("OLMo 3", "olmo3", file, sizes)
    plan.traits = {
      AttentionTraits(
        rotary: slides[$0] ? local : full, norms: OLMo2.norms, window: slides[$0] ? window : nil)
    }
    return plan.recipe
  }
}

import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// Cohere's Command R7B and A: Cohere's block, in which three of four layers see a window, and positions turn nothing in the
/// others.
///
/// Sites are those of Cohere, see there.
///
/// Source: checked against Hugging Face `modeling_cohere2.py` (transformers 5.24).
enum Cohere2 {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    var defaults = Cohere.defaults
    defaults.headSize =
      try file.integer("hidden_size", default: 8192, in: 1...(1 << 20))
      / file.integer("num_attention_heads", default: 64, in: 1...65536)
    let sizes = try DecoderSizes(file, defaults)
    let rotary = try Cohere.reader(file, sizes, theta: 10_000).plan()
    let key = file.has("_sliding_window_pattern") ? "_sliding_window_pattern" : "sliding_window_pattern"
    let pattern = try file.integer(key, default: 4, in: 1...(1 << 20))
    let slides = try file.slidingLayers(sizes.layers) { ($0 + 1) % pattern != 0 }
    let window = try file.window(default: 4096)
    var plan = try Cohere.plan("Cohere 2", "cohere2", file, sizes)
    plan.traits = { slides[$0] ? AttentionTraits(rotary: rotary, window: window) : AttentionTraits() }
    return plan.recipe
  }
}

import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// Qwen 2 and 2.5: Llama's block with biases of queries, keys and values.
///
/// Sites are those of Llama, see there.
///
/// Source: Yang et al. 2024, "Qwen2 Technical Report"; checked against Hugging Face `modeling_qwen2.py` (transformers
/// 5.24).
enum Qwen2 {
  static let defaults = DecoderSizes.Defaults(neurons: 22016, vocabulary: 151_936, context: 32768)

  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(file, defaults)
    let rotary = try RotaryReader(file, headSize: sizes.headSize, context: sizes.context).plan()
    let windows = try windows(file, sizes.layers)
    var plan = DecoderPlan(
      title: "Qwen2", family: "qwen2", sizes: sizes, style: try .rootMeanSquare(file),
      activation: try Activation(file, "hidden_act", default: "silu"),
      isTied: try file.bool("tie_word_embeddings", default: false))
    (plan.biases.projections, plan.biases.output) = (true, false)
    plan.traits = { AttentionTraits(rotary: rotary, window: windows[$0]) }
    return plan.recipe
  }

  /// The window of each layer, as Qwen says it: none unless it is turned on, and then from some layer on.
  static func windows(_ file: ModelConfiguration, _ layers: Int) throws(ExplainerError) -> [Int?] {
    let isUsed = try file.bool("use_sliding_window", default: false)
    let window = isUsed ? try file.window(default: 4096) : nil
    let first = try file.integer("max_window_layers", default: 28, in: 0...(1 << 20))
    let slides = try file.slidingLayers(layers) { window != nil && $0 >= first }
    return slides.map { $0 ? window : nil }
  }
}

import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// SmolLM 3: Llama's block, in which positions turn nothing in every fourth layer.
///
/// Sites are those of Llama, see there.
///
/// - Note: `no_rope_layers` says 1 where positions turn queries and keys, and 0 where they do not.
///
/// Source: Bakouch et al. 2025, "SmolLM3"; checked against Hugging Face `modeling_smollm3.py` (transformers 5.24).
enum SmolLM3 {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(
        layers: 36, width: 2048, heads: 16, keyHeads: 4, vocabulary: 128_256, context: 32768))
    let rotary = try RotaryReader(
      file, headSize: sizes.headSize, context: sizes.context, RotaryReader.Defaults(theta: 2_000_000)
    ).plan()
    let interval = try file.integer("no_rope_layer_interval", default: 4, in: 1...(1 << 20))
    let listed = try file.integers("no_rope_layers")
    let turns = listed.isEmpty ? (0..<sizes.layers).map { ($0 + 1) % interval != 0 } : listed.map { $0 != 0 }
    guard turns.count == sizes.layers else {
      throw ExplainerError(
        .badData, "there are more or fewer no_rope_layers than layers", at: [file.path],
        expected: "\(sizes.layers)", found: "\(turns.count)")
    }
    let isUsed = try file.bool("use_sliding_window", default: false)
    let window = isUsed ? try file.window() : nil
    let slides = try file.slidingLayers(sizes.layers) { window != nil && !turns[$0] }
    var plan = DecoderPlan(
      title: "SmolLM3", family: "smollm3", sizes: sizes, style: try .rootMeanSquare(file),
      activation: try Activation(file, "hidden_act", default: "silu"),
      isTied: try file.bool("tie_word_embeddings", default: true))
    plan.biases.projections = try file.bool("attention_bias", default: false)
    plan.biases.feedForward = try file.bool("mlp_bias", default: false)
    plan.traits = {
      AttentionTraits(rotary: turns[$0] ? rotary : nil, window: isUsed && slides[$0] ? window : nil)
    }
    return plan.recipe
  }
}

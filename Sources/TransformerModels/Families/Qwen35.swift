import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// Qwen3.5, its text model, with experts and without: Qwen3-Next with a map for each of what heads with states need.
///
/// Sites are those of Qwen3-Next, see there. `mrope_section` says which positions of pictures turn which pairs: in a text all
/// are those of the tokens.
///
/// Source: checked against Hugging Face `modeling_qwen3_5.py` and `modeling_qwen3_5_moe.py` (transformers 5.24).
enum Qwen35 {
  private static let projections = Assembly.DeltaNetNames.Projections.separate(
    all: "linear_attn.in_proj_qkv", gate: "linear_attn.in_proj_z", strength: "linear_attn.in_proj_b",
    decay: "linear_attn.in_proj_a")

  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(
        heads: 16, keyHeads: 4, headSize: 256, neurons: 12288, vocabulary: 248_320, context: 32768))
    return try Qwen3Next.plan("Qwen3.5", "qwen3_5_text", file, sizes, projections).recipe
  }

  /// The same with experts in every layer.
  static func mixture(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(
        layers: 40, width: 2048, heads: 16, keyHeads: 2, headSize: 256, neurons: 512, vocabulary: 248_320,
        context: 32768, neuronsKey: "moe_intermediate_size"))
    var plan = try Qwen3Next.plan("Qwen3.5-MoE", "qwen3_5_moe_text", file, sizes, projections)
    try Qwen3Next.addExperts(file, chosen: 8, count: 256, isRenormed: true, to: &plan)
    return plan.recipe
  }
}

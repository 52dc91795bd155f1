import Checkpoints
import Diagnostics
import ExplainerCore
import JSON
import Tensors

/// Qwen3.5, its text model, with experts and without: Qwen3-Next with a map for each of what heads with states need.
///
/// Sites are those of Qwen3-Next, see there. Models of texts and pictures have a configuration of this in theirs, and run on
/// texts. `mrope_section` says which positions of pictures turn which pairs: in a text all are those of the tokens.
///
/// Source: checked against Hugging Face `modeling_qwen3_5.py` and `modeling_qwen3_5_moe.py` (transformers 5.24).
enum Qwen35 {
  private static let projections = Assembly.DeltaNetNames.Projections.separate(
    all: "linear_attn.in_proj_qkv", gate: "linear_attn.in_proj_z", strength: "linear_attn.in_proj_b",
    decay: "linear_attn.in_proj_a")

  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe { try plan(file).recipe }

  /// The same with experts in every layer.
  static func mixture(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    try mixturePlan(file).recipe
  }

  /// The text model in one of texts and pictures.
  static func inside(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    try inside(file, plan)
  }

  /// The same with experts in every layer.
  static func mixtureInside(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    try inside(file, mixturePlan)
  }

  private static func inside(
    _ file: ModelConfiguration, _ make: (ModelConfiguration) throws(ExplainerError) -> DecoderPlan
  ) throws(ExplainerError) -> Recipe {
    let section = try file.section("text_config") ?? ModelConfiguration(path: file.path, object: [:])
    var object = section.object
    // Of the two the outer one counts.
    if let isTied = file.value("tie_word_embeddings") { object["tie_word_embeddings"] = isTied }
    return try ComputationKeys.checked(ModelConfiguration(path: section.path, object: object)) {
      file throws(ExplainerError) in
      var plan = try make(file)
      plan.names.base = "model.language_model"
      plan.unread.append("model.visual")
      return plan.recipe
    }
  }

  private static func plan(_ file: ModelConfiguration) throws(ExplainerError) -> DecoderPlan {
    let sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(
        heads: 16, keyHeads: 4, headSize: 256, neurons: 12288, vocabulary: 248_320, context: 32768))
    return try Qwen3Next.plan("Qwen3.5", "qwen3_5_text", file, sizes, projections)
  }

  private static func mixturePlan(_ file: ModelConfiguration) throws(ExplainerError) -> DecoderPlan {
    let sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(
        layers: 40, width: 2048, heads: 16, keyHeads: 2, headSize: 256, neurons: 512, vocabulary: 248_320,
        context: 32768, neuronsKey: "moe_intermediate_size"))
    var plan = try Qwen3Next.plan("Qwen3.5-MoE", "qwen3_5_moe_text", file, sizes, projections)
    try Qwen3Next.addExperts(file, chosen: 8, count: 256, isRenormed: true, to: &plan)
    return plan
  }
}

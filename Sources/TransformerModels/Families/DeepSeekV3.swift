import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// DeepSeek-V3 and R1: DeepSeek-V2's attention, and experts that are chosen by σ of their scores and a bias that counts for
/// the choice alone, within the best groups.
///
/// Sites are those of DeepSeek-V2, see there. `router.scores` are before σ. Where pairs of neighbours are turned, `attention.query`
/// and `.key` keep them as neighbours; transformers puts the first of each pair before the second ones. The layer behind the
/// last, which predicts a token further, is passed over, as transformers does.
///
/// Source: DeepSeek-AI 2024, "DeepSeek-V3 Technical Report"; checked against Hugging Face `modeling_deepseek_v3.py`
/// (transformers 5.24).
enum DeepSeekV3 {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DeepSeekV2.sizes(
      file,
      DecoderSizes.Defaults(
        layers: 61, width: 7168, heads: 128, keyHeads: 128, neurons: 18432, vocabulary: 129_280, context: 4096
      ))
    _ = try file.word("scoring_func", among: ["sigmoid"])
    _ = try file.word("topk_method", among: ["noaux_tc"])
    let experts = GroupedExpertReader.Defaults(
      count: 256, chosen: 8, neurons: 2048, shared: 1, groups: 8, openGroups: 4, plain: 3, factor: 2.5)
    var plan = try DeepSeekV2.plan(
      file, "DeepSeek-V3", "deepseek_v3", sizes, experts,
      isInterleaved: try file.bool("rope_interleave", default: true))
    plan.furtherLayers = try file.furtherLayers()
    return plan.recipe
  }
}

extension ModelConfiguration {
  /// How many layers that predict tokens further on may stand behind the others.
  func furtherLayers() throws(ExplainerError) -> Int {
    let older = try integer("num_nextn_predict_layers", default: 1, in: 0...64)
    return try integer("num_mtp_layers", default: older, in: 0...64)
  }
}

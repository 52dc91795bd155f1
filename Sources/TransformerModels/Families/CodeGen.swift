import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// CodeGen: GPT-J's block with one map for queries, keys and values, in four blocks of neighbouring heads.
///
/// Sites are those of GPT-J, see there.
///
/// Source: Nijkamp et al. 2022, "CodeGen: An Open Large Language Model for Code with Multi-Turn Program Synthesis"; checked
/// against Hugging Face `modeling_codegen.py` (transformers 5.24).
enum CodeGen {
  /// The processors it was trained on, which the order of its weights still shows.
  private static let blocks = 4

  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    var plan = try GPTJ.plan("CodeGen", "codegen", file)
    guard plan.sizes.heads % blocks == 0 else {
      throw ExplainerError(
        .badData, "the heads do not lie in blocks", at: [file.path],
        expected: "n_head as a multiple of \(blocks)",
        found: "\(plan.sizes.heads)")
    }
    plan.names.projections = .shuffled("attn.qkv_proj", .blocks(blocks))
    return plan.recipe
  }
}

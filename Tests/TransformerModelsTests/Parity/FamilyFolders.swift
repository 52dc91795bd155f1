import ExplainerTestSupport
import Files

/// Where tiny checkpoints of families lie.
enum FamilyFolders {
  /// Those that are part of the package.
  static let own = [
    "bloom", "cohere", "deberta_v2", "deberta_v3", "deepseek_v2", "deepseek_v3", "deepseek_v3_halves",
    "falcon_rw", "glm4_moe", "gpt_bigcode", "gpt_oss", "lfm2", "lfm2_moe", "modernbert", "opt_350m",
    "qwen3_5",
    "qwen3_5_moe", "qwen3_next", "t5_v1_1",
  ].map(Fixtures.model)

  /// Those of the folder `shared`, where it is beside the package.
  static let shared = sharedNames.map { "\(Fixtures.shared)/tiny2/\($0)" }.filter {
    FileSystem.isFile("\($0)/oracle.json")
  }

  /// Encoders and two stacks of the older set (transformers 4.57), which has no gradients of this form and no ablations.
  static let older = [
    "albert", "bart", "distilbert", "electra", "pegasus", "roberta", "t5", "t5_gated",
  ].map { "\(Fixtures.shared)/tiny/\($0)" }.filter { FileSystem.isFile("\($0)/oracle.json") }

  private static let sharedNames = [
    "bert_qa", "bert_seqcls", "bert_tokcls", "bloom", "codegen", "cohere", "cohere2", "deberta_v3",
    "deberta_v3_lm", "deberta_v3_seqcls", "distilbert_seqcls", "falcon_7b", "falcon_new", "gemma3_text",
    "glm4", "gpt_oss", "gpt_oss_mxfp4", "gptj", "granite", "llama_dynamic", "marian", "mbart",
    "mistral_window", "mixtral",
    "mixtral_fused", "modernbert", "mpnet", "mpt", "nemotron", "olmo2", "olmo3", "olmoe", "olmoe_fused",
    "phi", "phi3", "phi3_longrope", "qwen2_moe", "qwen2_moe_fused", "qwen3_moe", "qwen3_moe_fused",
    "qwen3_yarn", "roberta_seqcls", "smollm3", "stablelm", "starcoder2", "t5_v1_1", "umt5", "xlm_roberta",
  ]
}

import Checkpoints
import Diagnostics
import ExplainerCore
import Glibc
import JSON
import Tensors

/// MPT: GPT-2's block without biases and positions: scores grow with the place of a key, more in some heads than in others.
///
/// Sites are those of GPT-2, see there.
///
/// - Note: `expansion_ratio`, and of `attn_config` `alibi`, `alibi_bias_max` and `qk_ln`, `learned_pos_emb`, `logit_scale`
///   and `no_bias` are read by transformers and used by nothing there.
///
/// Source: MosaicML 2023, "Introducing MPT-7B"; checked against Hugging Face `modeling_mpt.py` (transformers 5.24).
enum MPT {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let D = try file.integer("d_model", default: 2048, in: 1...(1 << 20))
    let sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(
        layers: 24, width: 2048, heads: 16, neurons: 4 * D, vocabulary: 50368, neuronsKey: nil,
        contextKey: "max_seq_len"))
    let words = try file.section("attn_config") ?? ModelConfiguration(path: file.path, object: [:])
    try words.refuse("prefix_lm", unless: false, "MPT that reads its prompt both ways cannot be run")
    try words.refuse("alibi", unless: true, "MPT with learned positions cannot be run")
    try words.refuse("qk_ln", unless: false, "MPT with norms of queries and keys cannot be run")
    let clip = try words.cap("clip_qkv", default: nil)
    let slopes = slopes(sizes.heads)
    var plan = DecoderPlan(
      title: "MPT", family: "mpt", sizes: sizes,
      style: try .layer(file, hasBias: false, "layer_norm_epsilon"), activation: .gelu,
      isTied: try file.bool("tie_word_embeddings", default: true))
    plan.scoreScale = try words.cap("softmax_scale", default: nil)
    plan.names.base = "transformer"
    plan.names.embedding = "wte.weight"
    plan.names.layers = "blocks"
    plan.names.attentionNorm = .input("norm_1")
    plan.names.feedForwardNorm = .input("norm_2")
    plan.names.projections = .fused("attn.Wqkv")
    plan.names.output = "attn.out_proj"
    plan.names.feedForward = .plain(up: "ffn.up_proj", down: "ffn.down_proj")
    plan.names.finalNorm = "norm_f"
    plan.traits = { _ in AttentionTraits(clip: clip, bias: .slopes(slopes)) }
    return plan.recipe
  }

  /// By how much the scores of each head grow from key to key: as BLOOM's, in another order where the heads are no power
  /// of 2.
  ///
  /// Source: `build_mpt_alibi_tensor` of Hugging Face's MPT.
  static func slopes(_ heads: Int) -> [Float] {
    var power = 1
    while power < heads { power *= 2 }
    let all = (1...power).map { exp2f(-8 * Float($0) / Float(power)) }
    guard power != heads else { return all }
    let odd = stride(from: 1, to: power, by: 2).map { all[$0] }
    return Array((odd + stride(from: 0, to: power, by: 2).map { all[$0] }).prefix(heads))
  }
}

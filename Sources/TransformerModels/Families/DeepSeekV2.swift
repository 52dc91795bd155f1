import Checkpoints
import Diagnostics
import ExplainerCore
import JSON
import Tensors

/// DeepSeek-V2: queries, keys and values made of something narrower than the stream, a part of each key that all heads share,
/// and in all layers but the first ones experts, beside some that every token is sent to.
///
/// Sites are those of Llama, see there, and `attention.latent`, which keys and values are made of (`kv_a_layernorm`'s output),
/// and `attention.query_latent`, which queries are made of (`q_a_layernorm`'s), where there is one. `attention.query` and
/// `.key` have first what a head has for itself, then what positions have turned. `router.scores` are before the softmax.
///
/// transformers passes over `norm_topk_prob` here, and the code that DeepSeek published does not: true is refused.
///
/// Source: DeepSeek-AI 2024, "DeepSeek-V2"; checked against Hugging Face `modeling_deepseek_v2.py` (transformers 5.24).
enum DeepSeekV2 {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try sizes(
      file,
      DecoderSizes.Defaults(
        layers: 32, width: 4096, heads: 32, neurons: 11008, vocabulary: 102_400, context: 2048))
    _ = try file.word("scoring_func", among: ["softmax"])
    let method = try file.word("topk_method", among: ["greedy", "group_limited_greedy"])
    let experts = GroupedExpertReader.Defaults(
      count: 64, neurons: 1407, shared: 2, plain: 0, sharing: .softmax, counted: 1, isRenormed: nil, bias: nil
    )
    var plan = try plan(
      file, "DeepSeek-V2", "deepseek_v2", sizes, experts, hasGroups: method != "greedy", isInterleaved: true)
    plan.biases.feedForward = try file.bool("mlp_bias", default: false) ? true : nil
    return plan.recipe
  }

  /// The sizes, of which a head's is what its queries and keys are wide.
  static func sizes(
    _ file: ModelConfiguration, _ defaults: DecoderSizes.Defaults
  ) throws(ExplainerError) -> DecoderSizes {
    var defaults = defaults
    // (What the file calls `head_dim` is a part of it, or nothing.)
    defaults.headSize = 1
    var sizes = try DecoderSizes(file, defaults)
    guard sizes.keyHeads == sizes.heads else {
      throw ExplainerError(
        .unsupported, "heads that share keys cannot be made of latents", at: [file.path],
        expected: "num_key_value_heads \(sizes.heads)", found: "\(sizes.keyHeads)")
    }
    sizes.headSize =
      try file.integer("qk_nope_head_dim", default: 128, in: 1...(1 << 16))
      + file.integer("qk_rope_head_dim", default: 64, in: 1...(1 << 16))
    return sizes
  }

  /// What both versions share.
  static func plan(
    _ file: ModelConfiguration, _ title: String, _ family: String, _ sizes: DecoderSizes,
    _ defaults: GroupedExpertReader.Defaults, hasGroups: Bool = true, isInterleaved: Bool
  ) throws(ExplainerError) -> DecoderPlan {
    let turned = try file.integer("qk_rope_head_dim", default: 64, in: 1...(1 << 16))
    let reader = RotaryReader(
      file, headSize: turned, context: sizes.context, RotaryReader.Defaults(isInterleaved: isInterleaved))
    let rotary = try reader.plan().beginning(at: sizes.headSize - turned)
    var plan = DecoderPlan(
      title: title, family: family, sizes: sizes, style: try .rootMeanSquare(file),
      activation: try Activation(file, "hidden_act", default: "silu"),
      isTied: try file.bool("tie_word_embeddings", default: false))
    // `null` says that there is none, and nothing at all that it is the usual one.
    let isDirect = file.object["q_lora_rank"]?.isNull == true
    let rank = try file.integer("q_lora_rank", default: 1536, in: 1...(1 << 20))
    plan.names.projections = .latent(
      Assembly.ProjectionNames.LatentNames(
        queryLatent: isDirect ? nil : ("self_attn.q_a_proj", "self_attn.q_a_layernorm", rank),
        query: isDirect ? "self_attn.q_proj" : "self_attn.q_b_proj", latent: "self_attn.kv_a_proj_with_mqa",
        norm: "self_attn.kv_a_layernorm", expansion: "self_attn.kv_b_proj",
        width: try file.integer("kv_lora_rank", default: 512, in: 1...(1 << 20)), shared: turned,
        value: try file.integer("v_head_dim", default: 128, in: 1...(1 << 16))))
    plan.biases.projections = try file.bool("attention_bias", default: false) ? true : nil
    plan.scoreScale = try reader.scoreFactor() / Float(sizes.headSize).squareRoot()
    plan.traits = { _ in AttentionTraits(rotary: rotary) }
    let experts = try GroupedExpertReader(
      file, defaults, activation: plan.activation, hasGroups: hasGroups)
    plan.experts = experts.info
    plan.feedForward = experts.layers(beside: plan.names.feedForward)
    return plan
  }
}

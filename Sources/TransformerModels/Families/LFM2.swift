import Checkpoints
import Diagnostics
import ExplainerCore
import JSON
import Tensors

/// LFM2: some layers have attention with normed queries and keys, the others a gated convolution over a few tokens.
///
/// Sites are those of Llama, see there. Layers without attention have `mixer.input` (the two factors multiplied, which the
/// convolution reads), `mixer.gate`, `mixer.mixed` and `mixer.output` in place of the sites of attention; there is no
/// pattern in them. `final_norm` is what is behind `embedding_norm`, as the last of `hidden_states` is.
///
/// Source: Liquid AI 2025, LFM2; checked against Hugging Face `modeling_lfm2.py` (transformers 5.24).
enum LFM2 {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    // (The name of old files counts before the other.)
    var sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(
        layers: 32, width: 2560, heads: 32, keyHeads: 8, neurons: 12288, vocabulary: 65536, context: 128_000,
        neuronsKey: file.has("block_ff_dim") ? "block_ff_dim" : "intermediate_size"))
    sizes.neurons = try adjusted(sizes.neurons, file)
    return try plan(file, "LFM2", "lfm2", sizes).recipe
  }

  /// What both forms of the family share.
  static func plan(
    _ file: ModelConfiguration, _ title: String, _ family: String, _ sizes: DecoderSizes
  ) throws(ExplainerError) -> DecoderPlan {
    let rotary = try RotaryReader(
      file, headSize: sizes.headSize, context: sizes.context, RotaryReader.Defaults(theta: 1_000_000)
    ).plan()
    let tied = try file.bool("tie_word_embeddings", default: true)
    var plan = DecoderPlan(
      title: title, family: family, sizes: sizes,
      style: try .rootMeanSquare(file, "norm_eps", default: 1e-5), activation: .silu,
      isTied: try file.bool("tie_embedding", default: tied))
    plan.names.attentionNorm = .input("operator_norm")
    plan.names.feedForwardNorm = .input("ffn_norm")
    plan.names.output = "self_attn.out_proj"
    plan.names.feedForward = .gated(
      .separate(gate: "feed_forward.w1", up: "feed_forward.w3"), down: "feed_forward.w2")
    plan.names.finalNorm = "embedding_norm"
    plan.traits = { _ in
      AttentionTraits(
        rotary: rotary, norms: .shared(query: "self_attn.q_layernorm", key: "self_attn.k_layernorm"))
    }
    let hasAttention = try file.attentionLayers(sizes.layers, others: "conv")
    let names = Assembly.GatedConvolutionNames(
      input: "conv.in_proj", convolution: "conv.conv", output: "conv.out_proj",
      count: try file.integer("conv_L_cache", default: 3, in: 1...4096),
      hasBiases: try file.bool("conv_bias", default: false) ? true : nil)
    plan.mixer = { hasAttention[$0] ? .attention : .gatedConvolution(names) }
    return plan
  }

  /// The neurons there are of those that the file says: two thirds, rounded up to a multiple.
  private static func adjusted(_ neurons: Int, _ file: ModelConfiguration) throws(ExplainerError) -> Int {
    guard try file.bool("block_auto_adjust_ff_dim", default: true) else { return neurons }
    let share = Int(Double(2 * neurons) / 3)
    if file.object["block_ffn_dim_multiplier"]?.isNull == true { return share }
    let factor = try file.number("block_ffn_dim_multiplier", default: 1)
    let step = try file.integer("block_multiple_of", default: 256, in: 1...(1 << 20))
    guard factor > 0, factor * Double(share) < 0x1p24 else {
      throw ExplainerError(
        .badData, "makes no number of neurons", at: [file.path],
        expected: "a block_ffn_dim_multiplier above 0, and not more than \(1 << 24) neurons",
        found: "\(factor) of \(share)")
    }
    return (Int(factor * Double(share)) + step - 1) / step * step
  }
}

import Checkpoints
import Diagnostics
import ExplainerCore
import Glibc
import Tensors

/// BLOOM: GPT-2's block without positions: scores grow with the place of a key, more in some heads than in others.
///
/// Sites are those of GPT-2, see there. `embeddings` is behind a norm.
///
/// Source: BigScience Workshop 2022, "BLOOM: A 176B-Parameter Open-Access Multilingual Language Model"; checked against
/// Hugging Face `modeling_bloom.py` (transformers 5.24).
enum BLOOM {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let D = try file.integer("hidden_size", default: 64, in: 1...(1 << 20))
    let sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(
        layers: 2, width: 64, heads: 8, neurons: 4 * D, vocabulary: 250_880, neuronsKey: nil,
        // There is no longest text: no table of positions, and nothing that turns.
        contextKey: "seq_length"))
    let slopes = slopes(sizes.heads)
    var plan = DecoderPlan(
      title: "BLOOM", family: "bloom", sizes: sizes, style: try .layer(file, "layer_norm_epsilon"),
      activation: .geluNew, isTied: try file.bool("tie_word_embeddings", default: true))
    (plan.biases.projections, plan.biases.feedForward) = (true, true)
    plan.embeddingNorm = "word_embeddings_layernorm"
    plan.names.base = "transformer"
    plan.names.embedding = "word_embeddings.weight"
    plan.names.layers = "h"
    plan.names.projections = .shuffled("self_attention.query_key_value", .groups)
    plan.names.output = "self_attention.dense"
    plan.names.feedForward = .plain(up: "mlp.dense_h_to_4h", down: "mlp.dense_4h_to_h")
    plan.names.finalNorm = "ln_f"
    plan.traits = { _ in AttentionTraits(bias: .slopes(slopes)) }
    return plan.recipe
  }

  /// By how much the scores of each head grow from key to key: powers of one number, and for heads beyond the last power of
  /// 2 those between them.
  ///
  /// Source: `_get_alibi_slopes` of Hugging Face's BLOOM.
  static func slopes(_ heads: Int) -> [Float] {
    var power = 1
    while power * 2 <= heads { power *= 2 }
    let own = (1...power).map { exp2f(-8 * Float($0) / Float(power)) }
    let between = (0..<heads - power).map { exp2f(-4 * Float(2 * $0 + 1) / Float(power)) }
    return own + between
  }
}

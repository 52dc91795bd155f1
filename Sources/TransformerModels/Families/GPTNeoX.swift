import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// GPT-NeoX and Pythia: attention and MLP side by side, each behind a norm of its own, a quarter of each head turned.
///
/// Sites are those of GPT-2, see there, without `residual.mid` where the halves stand side by side, as they do in Pythia.
///
/// Source: Black et al. 2022, "GPT-NeoX-20B: An Open-Source Autoregressive Language Model"; checked against Hugging Face
/// `modeling_gpt_neox.py` (transformers 5.24).
enum GPTNeoX {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(layers: 44, width: 6144, heads: 64, neurons: 24576, vocabulary: 50432))
    let rotary = try RotaryReader(
      file, headSize: sizes.headSize, context: sizes.context,
      RotaryReader.Defaults(share: 0.25, shareKey: "rotary_pct", thetaKey: "rotary_emb_base")
    ).plan()
    var plan = DecoderPlan(
      title: "GPT-NeoX", family: "gpt_neox", sizes: sizes, style: try .layer(file),
      activation: try Activation(file, "hidden_act", default: "gelu"),
      isTied: try file.bool("tie_word_embeddings", default: false))
    plan.biases.projections = try file.bool("attention_bias", default: true)
    plan.biases.feedForward = true
    plan.isParallel = try file.bool("use_parallel_residual", default: true)
    plan.names.base = "gpt_neox"
    plan.names.embedding = "embed_in.weight"
    plan.names.projections = .shuffled("attention.query_key_value", .groups)
    plan.names.output = "attention.dense"
    plan.names.feedForward = .plain(up: "mlp.dense_h_to_4h", down: "mlp.dense_4h_to_h")
    plan.names.finalNorm = "final_layer_norm"
    plan.names.head = "embed_out"
    plan.traits = { _ in AttentionTraits(rotary: rotary) }
    return plan.recipe
  }
}

import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// GPT-J: attention and MLP side by side behind one norm, neighbouring dimensions turned.
///
/// Sites are those of GPT-2, see there, without `residual.mid`: both halves read `residual.pre`.
///
/// Source: Wang & Komatsuzaki 2021, "GPT-J-6B"; checked against Hugging Face `modeling_gptj.py` (transformers 5.24).
enum GPTJ {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    var plan = try plan("GPT-J", "gptj", file)
    plan.names.projections = .separate(query: "attn.q_proj", key: "attn.k_proj", value: "attn.v_proj")
    return plan.recipe
  }

  /// What GPT-J and CodeGen share.
  static func plan(
    _ title: String, _ family: String, _ file: ModelConfiguration
  ) throws(ExplainerError) -> DecoderPlan {
    let D = try file.integer("n_embd", default: 4096, in: 1...(1 << 20))
    let sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(
        layers: 28, width: 4096, heads: 16, neurons: 4 * D, vocabulary: 50400,
        neuronsKey: "n_inner"))
    let turned = try file.integer("rotary_dim", default: 64, in: 2...(1 << 16))
    guard turned % 2 == 0, turned <= sizes.headSize else {
      throw ExplainerError(
        .badData, "rotary embeddings turn pairs of dimensions", at: [file.path],
        expected: "an even rotary_dim of at most \(sizes.headSize)", found: "\(turned)")
    }
    let rotary = Rotary(
      frequencies: RotaryFrequencies(theta: 10_000, size: turned).plain, isInterleaved: true)
    var plan = DecoderPlan(
      title: title, family: family, sizes: sizes, style: try .layer(file, "layer_norm_epsilon"),
      activation: try Activation(file, "activation_function", default: "gelu_new"),
      isTied: try file.bool("tie_word_embeddings", default: false))
    plan.biases = DecoderPlan.Biases(projections: false, feedForward: true, head: .ofLinear)
    plan.isParallel = true
    plan.names.base = "transformer"
    plan.names.embedding = "wte.weight"
    plan.names.layers = "h"
    plan.names.attentionNorm = .input("ln_1")
    plan.names.feedForwardNorm = .input("ln_1")
    plan.names.output = "attn.out_proj"
    plan.names.feedForward = .plain(up: "mlp.fc_in", down: "mlp.fc_out")
    plan.names.finalNorm = "ln_f"
    plan.traits = { _ in AttentionTraits(rotary: .fixed(rotary)) }
    return plan
  }
}

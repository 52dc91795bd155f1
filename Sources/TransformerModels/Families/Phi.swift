import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// Phi 1, 1.5 and 2: attention and MLP side by side behind one norm, biases everywhere, a part of each head turned.
///
/// Sites are those of Llama, see there, without `residual.mid` and `mlp.gate`: both halves read `residual.pre`.
///
/// Source: Li et al. 2023, "Textbooks Are All You Need II: phi-1.5 technical report"; checked against Hugging Face
/// `modeling_phi.py` (transformers 5.24).
enum Phi {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(
      file, DecoderSizes.Defaults(layers: 24, width: 2048, neurons: 8192, vocabulary: 51200))
    let rotary = try RotaryReader(
      file, headSize: sizes.headSize, context: sizes.context, RotaryReader.Defaults(share: 0.5)
    ).plan()
    let isNormed = try file.bool("qk_layernorm", default: false)
    var plan = DecoderPlan(
      title: "Phi", family: "phi", sizes: sizes, style: try .layer(file),
      activation: try Activation(file, "hidden_act", default: "gelu_new"),
      isTied: try file.bool("tie_word_embeddings", default: false))
    plan.biases = DecoderPlan.Biases(projections: true, output: true, feedForward: true, head: .ofLinear)
    plan.isParallel = true
    plan.names.output = "self_attn.dense"
    plan.names.feedForwardNorm = plan.names.attentionNorm
    plan.names.feedForward = .plain(up: "mlp.fc1", down: "mlp.fc2")
    plan.names.finalNorm = "final_layernorm"
    plan.traits = { _ in
      AttentionTraits(
        rotary: rotary,
        norms: isNormed ? .shared(query: "self_attn.q_layernorm", key: "self_attn.k_layernorm") : nil)
    }
    return plan.recipe
  }
}

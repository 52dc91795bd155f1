import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// Llama 1 to 3 and the models made like them (TinyLlama, SmolLM, Yi, DeepSeek-Coder, …).
///
/// How the sites relate to Hugging Face's outputs (`output_hidden_states`, `output_attentions`):
///
/// | site | Hugging Face |
/// |---|---|
/// | `embeddings` = `layers.0.residual.pre` | `hidden_states[0]` |
/// | `layers.N.residual.post`, N not the last | `hidden_states[N + 1]` |
/// | `layers.N.residual.post`, N the last | nowhere: what `norm` takes |
/// | `final_norm` | `hidden_states[-1]`, `last_hidden_state` |
/// | `layers.N.attention.pattern` | `attentions[N]` |
/// | `layers.N.attention.query`, `.key` | `q_proj`, `k_proj` per head, turned by their positions; before scaling |
/// | `layers.N.attention.value` | `v_proj` per head |
/// | `layers.N.mlp.gate` | `gate_proj`, before the activation function |
/// | `layers.N.mlp.neurons` | the input of `layers.N.mlp.down_proj` |
/// | `logits` | `logits` |
///
/// - Note: Keys and values have fewer heads than queries where the configuration says so: head `h` of H looks at head
///   `h·K / H` of K. Texts are not padded. `pretraining_tp` changes the order of sums in old versions, nothing else.
///
/// Source: Touvron et al. 2023, "LLaMA: Open and Efficient Foundation Language Models"; checked against Hugging Face
/// `modeling_llama.py` (transformers 5.24).
enum Llama {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(file)
    let reader = RotaryReader(file, headSize: sizes.headSize, context: sizes.context)
    let rotary = try reader.plan()
    var plan = DecoderPlan(
      title: "Llama", family: "llama", sizes: sizes, style: try .rootMeanSquare(file),
      activation: try Activation(file, "hidden_act", default: "silu"),
      isTied: try file.bool("tie_word_embeddings", default: false))
    plan.biases.projections = try file.bool("attention_bias", default: false)
    plan.biases.feedForward = try file.bool("mlp_bias", default: false)
    plan.traits = { _ in AttentionTraits(rotary: rotary) }
    plan.context = try reader.longestText()
    return plan.recipe
  }
}

import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// Mistral and Ministral: Llama's block, in which tokens may see a window only.
///
/// Sites are those of Llama, see there.
///
/// - Note: A file without `sliding_window` means one of 4096 tokens; `null` means none.
///
/// Source: Jiang et al. 2023, "Mistral 7B"; checked against Hugging Face `modeling_mistral.py` (transformers 5.24).
enum Mistral {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(file, DecoderSizes.Defaults(keyHeads: 8, neurons: 14336, context: 131_072))
    let rotary = try RotaryReader(file, headSize: sizes.headSize, context: sizes.context).plan()
    let window = try file.window(default: 4096)
    var plan = DecoderPlan(
      title: "Mistral", family: "mistral", sizes: sizes, style: try .rootMeanSquare(file),
      activation: try Activation(file, "hidden_act", default: "silu"),
      isTied: try file.bool("tie_word_embeddings", default: false))
    plan.traits = { _ in AttentionTraits(rotary: rotary, window: window) }
    return plan.recipe
  }
}

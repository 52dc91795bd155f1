import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// Gemma 1: Llama's block, in which gains are stored less 1 and embeddings multiplied with the root of their width.
///
/// Sites are those of Llama, see there; `embeddings.tokens` are multiplied already.
///
/// Source: Gemma Team 2024, "Gemma: Open Models Based on Gemini Research and Technology"; checked against Hugging Face
/// `modeling_gemma.py` (transformers 5.24).
enum Gemma {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(
        layers: 28, width: 3072, heads: 16, keyHeads: 16, headSize: 256, neurons: 24576, vocabulary: 256_000,
        context: 8192))
    let rotary = try RotaryReader(file, headSize: sizes.headSize, context: sizes.context).plan()
    // The first files say `gelu` and mean the function by tanh, as the models were trained.
    let named = try Activation(file, "hidden_act", default: "gelu_pytorch_tanh")
    let activation = named == .gelu ? .geluTanh : named
    var plan = DecoderPlan(
      title: "Gemma", family: "gemma", sizes: sizes, style: try .rootMeanSquare(file, offset: 1),
      activation: activation, isTied: try file.bool("tie_word_embeddings", default: true))
    plan.biases.projections = try file.bool("attention_bias", default: false)
    plan.embeddingScale = Float(sizes.width).squareRoot()
    plan.traits = { _ in AttentionTraits(rotary: rotary) }
    return plan.recipe
  }
}

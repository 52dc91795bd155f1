import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// Granite 3: Llama's block with four numbers, by which embeddings, scores, what halves add and logits are multiplied.
///
/// Sites are those of Llama, see there. `attention.output` and `mlp.output` are what the halves give, `.contribution` what
/// is added of it to the stream.
///
/// Source: Granite Team 2024, "Granite 3.0 Language Models"; checked against Hugging Face `modeling_granite.py`
/// (transformers 5.24).
enum Granite {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(file)
    let rotary = try RotaryReader(file, headSize: sizes.headSize, context: sizes.context).plan()
    var plan = DecoderPlan(
      title: "Granite", family: "granite", sizes: sizes, style: try .rootMeanSquare(file),
      activation: try Activation(file, "hidden_act", default: "silu"),
      isTied: try file.bool("tie_word_embeddings", default: false))
    plan.biases.projections = try file.bool("attention_bias", default: false)
    plan.biases.feedForward = try file.bool("mlp_bias", default: false)
    plan.embeddingScale = try file.positive("embedding_multiplier", default: 1)
    plan.scoreScale = try file.positive("attention_multiplier", default: 1)
    plan.headScale = 1 / (try file.positive("logits_scaling", default: 1))
    let share = try file.positive("residual_multiplier", default: 1)
    plan.names.attentionNorm.multiplier = share
    plan.names.feedForwardNorm.multiplier = share
    plan.traits = { _ in AttentionTraits(rotary: rotary) }
    return plan.recipe
  }
}

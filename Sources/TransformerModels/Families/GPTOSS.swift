import Checkpoints
import Diagnostics
import ExplainerCore
import JSON
import Tensors

/// gpt-oss: Llama's attention with biases and a sink in each head, windows in every other layer, and experts in place of
/// every MLP.
///
/// Sites are those of Llama, see there; rows of `attention.pattern` sum to less than 1, for a sink takes its part.
/// `router.scores`, `router.chosen` and `router.weights` stand in place of `mlp.gate` and `mlp.neurons`.
///
/// Source: OpenAI 2025, "gpt-oss-120b & gpt-oss-20b Model Card"; checked against Hugging Face `modeling_gpt_oss.py`
/// (transformers 5.24).
enum GPTOSS {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(
        layers: 36, width: 2880, heads: 64, keyHeads: 8, headSize: 64, neurons: 2880, vocabulary: 201_088,
        context: 131_072))
    let rotary = try RotaryReader(
      file, headSize: sizes.headSize, context: sizes.context,
      RotaryReader.Defaults(
        theta: 150_000,
        words: [
          "rope_type": "yarn", "factor": 32.0, "beta_fast": 32.0, "beta_slow": 1.0, "truncate": false,
          "original_max_position_embeddings": 4096,
        ])
    ).plan()
    let window = try file.window(default: 128)
    let slides = try file.slidingLayers(sizes.layers) { $0 % 2 == 0 }
    var plan = DecoderPlan(
      title: "gpt-oss", family: "gpt_oss", sizes: sizes, style: try .rootMeanSquare(file, default: 1e-5),
      activation: try Activation(file, "hidden_act", default: "silu"),
      isTied: try file.bool("tie_word_embeddings", default: false))
    plan.biases.projections = try file.bool("attention_bias", default: true)
    plan.traits = {
      AttentionTraits(rotary: rotary, window: slides[$0] ? window : nil, sinks: "self_attn.sinks")
    }
    let function = Experts.Expert.Function.clampedSwish(
      alpha: try file.positive("swiglu_alpha", default: 1.702),
      limit: try file.positive("swiglu_limit", default: 7))
    var experts = try ExpertReader(
      file, chosen: 4, neurons: 2880, count: 128, activation: plan.activation,
      neuronsKey: "intermediate_size",
      isRenormed: true, function: function)
    experts.names = Assembly.ExpertNames(
      router: "mlp.router", path: "mlp.experts", gate: "gate_proj", up: "up_proj", down: "down_proj",
      together: "mlp.experts", isAlternating: true)
    plan.experts = experts.info
    plan.feedForward = experts.layers(beside: plan.names.feedForward)
    return plan.recipe
  }
}

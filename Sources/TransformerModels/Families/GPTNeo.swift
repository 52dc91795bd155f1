import Checkpoints
import Diagnostics
import ExplainerCore
import JSON
import Tensors

/// GPT-Neo: GPT-2's block, whose scores are not divided by the root of a head's width, with windows in every other layer.
///
/// Sites are those of GPT-2, see there.
///
/// Source: Black et al. 2021, "GPT-Neo"; checked against Hugging Face `modeling_gpt_neo.py` (transformers 5.24).
enum GPTNeo {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let D = try file.integer("hidden_size", default: 2048, in: 1...(1 << 20))
    let sizes = try DecoderSizes(
      file, DecoderSizes.Defaults(layers: 24, width: 2048, heads: 16, neurons: 4 * D, vocabulary: 50257))
    let window = try file.integer("window_size", default: 256, in: 1...(1 << 24))
    let isLocal = try kinds(file, sizes.layers).map { $0 == "local" }
    var plan = DecoderPlan(
      title: "GPT-Neo", family: "gpt_neo", sizes: sizes, style: try .layer(file, "layer_norm_epsilon"),
      activation: try Activation(file, "activation_function", default: "gelu_new"),
      isTied: try file.bool("tie_word_embeddings", default: true))
    plan.biases = DecoderPlan.Biases(projections: false, output: true, feedForward: true)
    plan.scoreScale = 1
    plan.positions = ("wpe.weight", sizes.context, 0)
    plan.names.base = "transformer"
    plan.names.embedding = "wte.weight"
    plan.names.layers = "h"
    plan.names.attentionNorm = .input("ln_1")
    plan.names.feedForwardNorm = .input("ln_2")
    plan.names.projections = .separate(
      query: "attn.attention.q_proj", key: "attn.attention.k_proj", value: "attn.attention.v_proj")
    plan.names.output = "attn.attention.out_proj"
    plan.names.feedForward = .plain(up: "mlp.c_fc", down: "mlp.c_proj")
    plan.names.finalNorm = "ln_f"
    plan.traits = { AttentionTraits(window: isLocal[$0] ? window : nil) }
    return plan.recipe
  }

  /// `attention_types`, which says how often a list of kinds is repeated: `[[["global", "local"], 12]]`.
  private static func kinds(_ file: ModelConfiguration, _ layers: Int) throws(ExplainerError) -> [String] {
    var kinds: [String] = []
    for part in file.value("attention_types")?.array ?? [] {
      let names = (part[0]?.array ?? []).compactMap(\.string)
      guard let count = part[1]?.int, count >= 0, count <= layers, !names.isEmpty else { continue }
      for _ in 0..<count { kinds += names }
    }
    // Written by transformers as well, and counted out already.
    _ = file.value("attention_layers")
    if !file.has("attention_types") { kinds = (0..<layers).map { $0 % 2 == 0 ? "global" : "local" } }
    guard kinds.count == layers, kinds.allSatisfy({ ["global", "local"].contains($0) }) else {
      throw ExplainerError(
        .badData, "the kinds of attention are not those of the layers", at: [file.path],
        expected: "attention_types of \(layers) layers, global or local", found: "\(kinds.count)")
    }
    return kinds
  }
}

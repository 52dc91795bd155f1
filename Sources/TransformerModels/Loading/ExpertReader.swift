import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// Reads how many experts there are and which layers have them, in the words of Qwen, OLMoE and those like them.
struct ExpertReader {
  /// How many there are, and to how many a token is sent.
  let info: ModelInfo.Experts
  /// The names of weights.
  var names = Assembly.ExpertNames(
    router: "mlp.gate", path: "mlp.experts", gate: "gate_proj", up: "up_proj", down: "down_proj",
    together: "mlp.experts")
  /// One that every token is sent to, of a family that has such.
  var shared: Assembly.SharedExpert?
  private let sizes: Assembly.ExpertSizes
  /// Layers without experts, whatever their number.
  private let plain: Set<Int>
  /// Every how many layers have experts.
  private let step: Int

  /// Reads the configuration; what the family takes where it is silent are the other arguments.
  ///
  /// - Parameters:
  ///   - neuronsKey: what the width of an expert is called.
  ///   - function: what stands between the maps of an expert; the activation of a gate unless it says otherwise.
  ///   - isRenormed: whether those chosen count 1 together; nil where the file says it, and false where it does not.
  init(
    _ file: ModelConfiguration, chosen: Int, neurons: Int, count: Int, activation: Activation,
    neuronsKey: String = "moe_intermediate_size", isRenormed: Bool? = nil,
    function: Experts.Expert.Function? = nil
  ) throws(ExplainerError) {
    // transformers 5 writes the first of Qwen3's, 4 and the hub the second.
    let local = try file.integer("num_local_experts", default: count, in: 1...65536)
    let all = try file.integer("num_experts", default: local, in: 1...65536)
    let chosen = try file.integer("num_experts_per_tok", default: chosen, in: 1...65536)
    guard chosen <= all else {
      throw ExplainerError(
        .badData, "a token is sent to more experts than there are", at: [file.path],
        expected: "num_experts_per_tok of at most \(all)", found: "\(chosen)")
    }
    info = ModelInfo.Experts(count: all, chosen: chosen)
    let saysSo = try file.bool("norm_topk_prob", default: false)
    sizes = Assembly.ExpertSizes(
      count: all, neurons: try file.integer(neuronsKey, default: neurons, in: 1...(1 << 24)),
      choice: ExpertChoice(count: chosen, isRenormed: isRenormed ?? saysSo),
      function: function ?? .gated(activation))
    plain = Set(try file.integers("mlp_only_layers"))
    step = try file.integer("decoder_sparse_step", default: 1, in: 1...(1 << 20))
  }

  /// What each layer does with one token at a time.
  func layers(
    beside other: DecoderPlan.FeedForward
  ) -> @Sendable (Int) -> DecoderPlan.FeedForward {
    let (names, sizes, shared, plain, step) = (names, sizes, shared, plain, step)
    return { layer in
      plain.contains(layer) || (layer + 1) % step != 0 ? other : .experts(names, sizes, shared: shared)
    }
  }
}

import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// Reads how many experts there are, which groups of them are open to a token and which layers have them, in the words of
/// DeepSeek and those like it.
struct GroupedExpertReader {
  /// What a family takes where the file is silent, and what it does whatever the file says.
  struct Defaults {
    var count: Int
    var chosen: Int?
    var neurons: Int
    var shared: Int
    var groups: Int?
    var openGroups: Int?
    /// Layers in front that have none.
    var plain: Int
    var factor = 1.0
    var sharing = ExpertChoice.Sharing.sigmoid(epsilon: 1e-20)
    /// Of how many of its best experts the ranks are added up to that of a group.
    var counted = 2
    /// Whether those chosen count 1 together; nil of a family in which they do not, whatever the file says.
    var isRenormed: Bool? = true
    /// What is added to shares for the choice alone.
    var bias: String? = "mlp.gate.e_score_correction_bias"
  }

  let info: ModelInfo.Experts
  private let names: Assembly.ExpertNames
  private let sizes: Assembly.ExpertSizes
  private let shared: Assembly.SharedExpert?
  private let plain: Int

  /// Reads the configuration.
  ///
  /// - Parameter hasGroups: whether groups count; nil for yes.
  /// - Throws: `badData` for groups that do not divide the experts, or hold too few.
  init(
    _ file: ModelConfiguration, _ defaults: Defaults, activation: Activation, hasGroups: Bool = true
  ) throws(ExplainerError) {
    let count = try file.integer("n_routed_experts", default: defaults.count, in: 1...65536)
    let chosen = try file.integer("num_experts_per_tok", default: defaults.chosen, in: 1...65536)
    let groups = try file.integer("n_group", default: defaults.groups ?? 1, in: 1...65536)
    let open = try file.integer("topk_group", default: defaults.openGroups ?? 1, in: 1...65536)
    let (groupCount, openCount) = hasGroups ? (groups, open) : (1, 1)
    guard count % groupCount == 0, openCount <= groupCount, chosen <= count / groupCount * openCount,
      groupCount == 1 || defaults.counted <= count / groupCount
    else {
      throw ExplainerError(
        .badData, "the experts cannot be chosen like this", at: [file.path],
        expected:
          "groups that divide the experts, and of which those open to a token hold as many as it is sent to",
        found: "\(count) experts in \(groupCount) groups, \(openCount) open, \(chosen) chosen")
    }
    info = ModelInfo.Experts(count: count, chosen: chosen)
    let neurons = try file.integer("moe_intermediate_size", default: defaults.neurons, in: 1...(1 << 24))
    var isRenormed = false
    if let usual = defaults.isRenormed {
      isRenormed = try file.bool("norm_topk_prob", default: usual)
    } else {
      try file.refuse(
        "norm_topk_prob", unless: false, "weights of experts that are made to sum to 1 are unknown here")
    }
    sizes = Assembly.ExpertSizes(
      count: count, neurons: neurons,
      choice: ExpertChoice(
        count: chosen, isRenormed: isRenormed, sharing: defaults.sharing,
        groups: groupCount == 1
          ? nil : ExpertChoice.Groups(count: groupCount, chosen: openCount, counted: defaults.counted)),
      function: .gated(activation),
      factor: Float(try file.number("routed_scaling_factor", default: defaults.factor)))
    names = Assembly.ExpertNames(
      router: "mlp.gate", bias: defaults.bias, path: "mlp.experts", gate: "gate_proj", up: "up_proj",
      down: "down_proj", together: "mlp.experts")
    let always = try file.integer("n_shared_experts", default: defaults.shared, in: 0...65536)
    shared =
      always == 0
      ? nil
      : Assembly.SharedExpert(
        gate: "mlp.shared_experts.gate_proj", up: "mlp.shared_experts.up_proj",
        down: "mlp.shared_experts.down_proj", neurons: always * neurons, share: nil)
    plain = try file.integer("first_k_dense_replace", default: defaults.plain, in: 0...4096)
    guard try file.integer("moe_layer_freq", default: 1, in: 1...4096) == 1 else {
      throw ExplainerError(
        .unsupported, "experts in every so many layers cannot be computed in this family", at: [file.path],
        expected: "moe_layer_freq 1", found: "\(try file.integer("moe_layer_freq", in: 1...4096))")
    }
  }

  /// What each layer does with one token at a time.
  func layers(beside other: DecoderPlan.FeedForward) -> @Sendable (Int) -> DecoderPlan.FeedForward {
    let (names, sizes, shared, plain) = (names, sizes, shared, plain)
    return { $0 < plain ? other : .experts(names, sizes, shared: shared) }
  }
}

extension ModelConfiguration {
  /// Throws `unsupported` where a word is not one of those that can be computed; where the file is silent, the first is
  /// meant.
  func word(_ key: String, among known: [String]) throws(ExplainerError) -> String {
    let found = try string(key, default: known[0])
    guard known.contains(found) else {
      throw ExplainerError(
        .unsupported, "how experts are chosen is not known", at: [path],
        expected: "\(key) \(known.joined(separator: " or "))", found: found)
    }
    return found
  }
}

import ExplainerCore

/// What a plugin left behind after one call: its explanation, not yet read, and its tensors.
struct PluginAnswer: Sendable {
  let explanation: [UInt8]
  let tensors: [Explanation.NamedTensor]
}

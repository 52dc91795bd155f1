import Tensors

/// What scores every token of the vocabulary.
struct LanguageHead: Sendable {
  /// What states go through first: a map, a function and a norm; nil where nothing stands before the scores.
  struct Transform: Sendable {
    let dense: Linear
    let activation: Activation
    let norm: Norm
  }

  let transform: Transform?
  /// D → V; often the token embedding.
  let decoder: Linear
  let site: SiteID

  /// `[R, D]` → `[R, V]`.
  func callAsFunction(_ states: Flow, in pass: inout Pass) -> Flow {
    var read = states
    if let transform {
      read = pass.linear(transform.dense, states)
      pass.activate(transform.activation, &read)
      read = pass.norm(transform.norm, read)
    }
    return pass.linear(decoder, read)
  }
}

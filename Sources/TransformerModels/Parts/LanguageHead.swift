import Tensors

/// What scores every token of the vocabulary.
struct LanguageHead: Sendable {
  /// What states go through first: a map, a function and, in most families, a norm.
  struct Transform: Sendable {
    let dense: Linear
    let activation: Activation
    let norm: Norm?
  }

  /// Nil where nothing stands before the scores.
  let transform: Transform?
  /// D → V; often the token embedding.
  let decoder: Linear
  /// What scores are multiplied with; nil for 1.
  let scale: Float?
  /// What scores are kept within, smoothly; nil where they are not.
  let softcap: Float?
  let site: SiteID

  /// `[R, D]` → `[R, V]`.
  func callAsFunction(_ states: Flow, in pass: inout Pass) -> Flow {
    var read = states
    if let transform {
      read = pass.linear(transform.dense, states)
      pass.activate(transform.activation, &read)
      if let norm = transform.norm { read = pass.norm(norm, read) }
    }
    var scores = pass.linear(decoder, read)
    if let scale { pass.scale(&scores, by: scale) }
    if let softcap { pass.softcap(&scores, softcap) }
    return scores
  }
}

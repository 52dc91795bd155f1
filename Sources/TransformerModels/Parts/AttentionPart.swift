import ExplainerCore
import Tensors

/// Attention over H heads, within one text or from one to another.
///
/// Source: Vaswani et al. 2017, section 3.2; keys that heads share: Ainslie et al. 2023.
struct AttentionPart: Sendable {
  /// How queries, keys and values are made.
  enum Projections: Sendable {
    /// By one map that gives them side by side.
    case fused(Linear)
    case separate(query: Linear, key: Linear, value: Linear)
    case latent(LatentProjections)
  }

  let layer: Int
  let sites: AttentionSites
  let projections: Projections
  /// What norms queries and keys before they are turned; nil where nothing does.
  let queryNorm: HeadNorm?
  let keyNorm: HeadNorm?
  /// What queries, keys and values are cut off at, ±; nil where they are not.
  let clip: Float?
  /// D → H·d: what multiplies behind σ what heads have gathered; nil where nothing does.
  let gate: Linear?
  let output: Linear
  let attend: Attention
  /// How positions turn queries and keys; nil where they do not.
  let rotary: RotaryPlan?
  /// What queries and keys meet beside each other; nil for nothing.
  let positions: DisentangledPositions?
  /// Whether later tokens are hidden from earlier ones.
  let isCausal: Bool
  /// Whether it looks at the encoder, not at its own text.
  let looksAtEncoder: Bool

  /// `[R, D]` → `[R, D]`.
  ///
  /// - Parameter encoder: the encoder's last states; nil within one text, or where the caches have their keys and values.
  func callAsFunction(_ x: Flow, over encoder: Flow?, in pass: inout Pass) -> Flow {
    var queries = HeadRows(rows: x.tensor.matrix, count: attend.heads)
    var source: (keys: HeadRows, values: HeadRows)?
    project(x, encoder, &queries, &source, in: &pass)
    pass.visit(sites.query, &queries, in: pass.layout)
    if var (keys, values) = source {
      let layout = looksAtEncoder ? pass.encoderLayout : pass.layout
      pass.visit(sites.key, &keys, in: layout)
      pass.visit(sites.value, &values, in: layout)
      pass.note(sites.valueNorms, in: layout) {
        output.valueNorms(values.rows.rows($0.rows), heads: attend.heads, keyHeads: attend.keyHeads)
      }
      source = (keys, values)
    }
    pass.note(sites.scale, in: pass.layout) { _ in Tensor(shape: [1], values: [attend.scale]) }
    var mixed = pass.attend(self, queries, to: source, positions: positions)
    pass.visit(sites.mixed, &mixed, heads: attend.heads)
    if let gate {
      var gates = pass.linear(gate, x)
      pass.visit(sites.gate, &gates, heads: attend.heads)
      pass.activate(.sigmoid, &gates)
      pass.multiply(&mixed, by: gates)
    }
    var given = pass.linear(output, mixed)
    pass.visit(sites.output, &given)
    return given
  }

  /// Makes queries of `x`, and keys and values of what is looked at, unless the caches have them.
  private func project(
    _ x: Flow, _ encoder: Flow?, _ queries: inout HeadRows,
    _ source: inout (keys: HeadRows, values: HeadRows)?, in pass: inout Pass
  ) {
    let (H, K) = (attend.heads, attend.keyHeads)
    var keys: HeadRows
    var values: HeadRows
    switch projections {
    case .fused(let map):
      let all = pass.linear(map, x)
      let size = all.tensor.shape[1] / (H + 2 * K)
      queries = pass.heads(H, of: all, columns: 0..<H * size)
      keys = pass.heads(K, of: all, columns: H * size..<(H + K) * size)
      values = pass.heads(K, of: all, columns: (H + K) * size..<(H + 2 * K) * size)
    case .separate(let query, let key, let value):
      queries = pass.linear(query, x).heads(H)
      guard let states = looksAtEncoder ? encoder : x else { return }
      keys = pass.linear(key, states).heads(K)
      values = pass.linear(value, states).heads(K)
    case .latent(let latent): (queries, keys, values) = latent(x, heads: H, in: &pass)
    }
    if let queryNorm { pass.norm(queryNorm, &queries) }
    if let keyNorm { pass.norm(keyNorm, &keys) }
    if let clip {
      pass.clamp(&queries, to: clip)
      pass.clamp(&keys, to: clip)
      pass.clamp(&values, to: clip)
    }
    if let rotary {
      pass.rotate(&queries, rotary)
      pass.rotate(&keys, rotary)
    }
    source = (keys, values)
  }
}

import ExplainerCore
import Tensors

/// What mixes tokens in the place of attention: heads with a state that each token writes into and reads from, so that
/// nothing is looked at twice and there is no pattern.
///
/// Source: Yang, Kautz & Hatamizadeh 2024, "Gated Delta Networks", as `Qwen3NextGatedDeltaNet` of transformers 5.24.
struct DeltaNet: Sendable {
  let layer: Int
  let sites: DeltaNetSites
  /// D → queries, keys and values side by side.
  let projection: Linear
  /// Over those, before `activation`.
  let convolution: CausalConvolution
  let activation: Activation
  let queryNorm: HeadNorm
  let keyNorm: HeadNorm
  /// D → H, behind σ.
  let strength: Linear
  /// D → H, behind `decays`.
  let decay: Linear
  let decays: StateDecay
  let rule: DeltaRule
  /// Of what each head reads.
  let readNorm: Norm
  /// D → H·v: what multiplies that, behind x·σ(x).
  let gate: Linear
  /// H·v → D.
  let output: Linear

  /// `[R, D]` → `[R, D]`.
  func callAsFunction(_ x: Flow, in pass: inout Pass) -> Flow {
    let (layout, K) = (pass.layout, rule.keyHeads)
    var all = pass.convolve(convolution, pass.linear(projection, x), inLayer: layer)
    pass.activate(activation, &all)
    let keyed = K * rule.keySize
    var queries = pass.heads(K, of: all, columns: 0..<keyed)
    var keys = pass.heads(K, of: all, columns: keyed..<2 * keyed)
    var values = pass.heads(rule.heads, of: all, columns: 2 * keyed..<all.tensor.shape[1])
    pass.norm(queryNorm, &queries)
    pass.norm(keyNorm, &keys)
    pass.visit(sites.query, &queries, in: layout)
    pass.visit(sites.key, &keys, in: layout)
    pass.visit(sites.value, &values, in: layout)
    var strengths = pass.linear(strength, x)
    pass.activate(.sigmoid, &strengths)
    pass.visit(sites.strength, &strengths)
    var factors = pass.linear(decay, x)
    pass.decay(&factors, by: decays)
    pass.visit(sites.decay, &factors)
    let said = StateRows(
      queries: queries, keys: keys, values: values, decays: factors, strengths: strengths)
    var mixed = pass.remember(said, rule, inLayer: layer, at: sites.state)
    pass.visit(sites.read, &mixed, heads: rule.heads)
    mixed = pass.norm(readNorm, mixed)
    var gates = pass.linear(gate, x)
    pass.visit(sites.gate, &gates)
    pass.activate(.silu, &gates)
    pass.multiply(&mixed, by: gates)
    pass.visit(sites.mixed, &mixed)
    var given = pass.linear(output, mixed)
    pass.visit(sites.output, &given)
    return given
  }
}

import Tensors

/// What mixes tokens in a layer without attention: a gate, a convolution over the last few tokens, and another gate.
///
/// `W_out · (C ⊙ convolution(B ⊙ X))`, with B, C and X three maps of what is read. Source: `Lfm2ShortConv` of transformers
/// 5.24.
struct GatedConvolution: Sendable {
  let layer: Int
  /// D → D: B, what multiplies before the convolution.
  let entryGate: Linear
  /// D → D: C, what multiplies behind it.
  let gate: Linear
  /// D → D: X.
  let values: Linear
  let convolution: CausalConvolution
  /// D → D.
  let output: Linear
  let inputSite: SiteID
  let gateSite: SiteID
  let mixedSite: SiteID
  let outputSite: SiteID

  /// `[R, D]` → `[R, D]`.
  func callAsFunction(_ x: Flow, in pass: inout Pass) -> Flow {
    var read = pass.linear(values, x)
    pass.multiply(&read, by: pass.linear(entryGate, x))
    pass.visit(inputSite, &read)
    var gates = pass.linear(gate, x)
    pass.visit(gateSite, &gates)
    var mixed = pass.convolve(convolution, read, inLayer: layer)
    pass.multiply(&mixed, by: gates)
    pass.visit(mixedSite, &mixed)
    var given = pass.linear(output, mixed)
    pass.visit(outputSite, &given)
    return given
  }
}

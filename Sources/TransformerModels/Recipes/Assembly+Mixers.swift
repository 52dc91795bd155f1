import Diagnostics
import ExplainerCore
import Tensors

extension Assembly {
  /// How the weights of a gated convolution are called, and how many tokens it reads.
  struct GatedConvolutionNames: Sendable {
    /// One map that gives what multiplies before, what multiplies behind, and what is multiplied.
    let input: String
    /// The convolution, `[D, 1, W]`.
    let convolution: String
    let output: String
    /// W: how many tokens are read for one, itself among them.
    let count: Int
    /// Whether all three must have biases; nil where those that are stored are used.
    var hasBiases: Bool?
  }

  /// The half of a block that mixes tokens by a convolution between two gates, in place of attention.
  mutating func gatedConvolution(
    _ norming: Norming, _ names: GatedConvolutionNames
  ) throws(ExplainerError) -> Half {
    let D = sites.sizes.width
    let entry = try entry(norming, "mixer")
    let maps = try linear(names.input, D, 3 * D, hasBias: names.hasBiases, layout: .outputInput)
    let stored = try tensor("\(names.convolution).weight", [D, 1, names.count])
    let hasBias = names.hasBiases ?? holds("\(names.convolution).bias")
    let bias = hasBias ? try tensor("\(names.convolution).bias", [D]) : nil
    let projection = try linear(names.output, D, D, hasBias: names.hasBiases)
    let gate = maps.outputs(D..<2 * D)
    let work = GatedConvolution(
      layer: layerNumber, entryGate: maps.outputs(0..<D), gate: gate, values: maps.outputs(2 * D..<3 * D),
      convolution: CausalConvolution(
        taps: isListing ? Tensor(standingInFor: [names.count, D]) : Self.taps(of: stored), bias: bias),
      output: projection, inputSite: declare("mixer.input", [WeightUse(names.input)]),
      gateSite: declare("mixer.gate", names.input, gate),
      mixedSite: declare("mixer.mixed", [WeightUse(names.convolution)]),
      outputSite: declare("mixer.output", names.output, projection))
    return try half(.gatedConvolution(work), entry, norming, "mixer", stream: "mid")
  }

  /// The weight of a convolution of each dimension by itself, token by token: `[D, 1, W]` → `[W, D]`.
  private static func taps(of stored: Tensor) -> Tensor {
    let (D, W) = (stored.shape[0], stored.shape[2])
    return Tensor(
      shape: [W, D],
      filling: { taps in
        for place in 0..<W {
          for column in 0..<D { taps[place * D + column] = stored[flat: column * W + place] }
        }
      })
  }
}

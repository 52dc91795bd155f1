import Diagnostics
import ExplainerCore
import Tensors

extension Assembly {
  /// How the maps of an MLP that has a gate are called.
  enum GatedNames: Sendable {
    case separate(gate: String, up: String)
    /// One map that gives the gate, then what it multiplies.
    case fused(String)
  }

  /// The half of a block that looks at one token at a time.
  ///
  /// - Parameters:
  ///   - hasBiases: as in `attention`.
  ///   - isLast: whether the stream behind it is what leaves the layer.
  mutating func feedForward(
    _ norming: Norming, up: String, down: String, _ activation: Activation, hasBiases: Bool? = nil,
    isLast: Bool = true
  ) throws(ExplainerError) -> Half {
    let (D, F) = (sites.sizes.width, sites.sizes.neurons)
    let entry = try entry(norming, "mlp")
    let rise = try linear(up, D, F, hasBias: hasBiases)
    let fall = try linear(down, F, D, hasBias: hasBiases)
    let work = FeedForward(
      up: rise, gate: nil, activation: activation, down: fall, gateSite: .none,
      neurons: declare("mlp.neurons", up, rise), output: declare("mlp.output", down, fall))
    return try half(.feedForward(work), entry, norming, "mlp", stream: isLast ? "post" : nil)
  }

  /// The same with a gate, which is what goes through the activation function.
  mutating func feedForward(
    _ norming: Norming, _ names: GatedNames, down: String, _ activation: Activation, hasBiases: Bool? = nil
  ) throws(ExplainerError) -> Half {
    let (D, F) = (sites.sizes.width, sites.sizes.neurons)
    let entry = try entry(norming, "mlp")
    let maps: (gate: Linear, up: Linear)
    let stored: (gate: String, up: String)
    switch names {
    case .separate(let gate, let up):
      maps = (try linear(gate, D, F, hasBias: hasBiases), try linear(up, D, F, hasBias: hasBiases))
      stored = (gate, up)
    case .fused(let name):
      let both = try linear(name, D, 2 * F, hasBias: hasBiases, layout: .outputInput)
      maps = (both.outputs(0..<F), both.outputs(F..<2 * F))
      stored = (name, name)
    }
    let fall = try linear(down, F, D, hasBias: hasBiases)
    let work = FeedForward(
      up: maps.up, gate: maps.gate, activation: activation, down: fall,
      gateSite: declare("mlp.gate", stored.gate, maps.gate),
      neurons: declare("mlp.neurons", stored.up, maps.up), output: declare("mlp.output", down, fall))
    return try half(.feedForward(work), entry, norming, "mlp", stream: "post")
  }
}

extension Linear {
  /// The map to some of the outputs, where they lie.
  ///
  /// - Precondition: outputs are rows of the weight.
  func outputs(_ range: Range<Int>) -> Linear {
    Linear(
      WeightMatrix(weight.numbers.rows(range), layout: .outputInput), bias: bias.map { $0.rows(range) })
  }
}

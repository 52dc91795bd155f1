import Diagnostics
import ExplainerCore
import Glibc
import Tensors

extension Assembly {
  /// How the weights of a layer are called whose heads have states, and how many tokens its convolution reads for one.
  struct DeltaNetNames: Sendable {
    /// What gives queries, keys, values and gates, and how strongly states are written and how they decay.
    enum Projections: Sendable {
      /// Two maps, of which each gives its share of all that one head of keys has, head by head: queries, keys, values, gates;
      /// strengths, decays.
      case byKeyHead(all: String, scalars: String)
      /// Queries, keys and values side by side, and the others by themselves.
      case separate(all: String, gate: String, strength: String, decay: String)
    }

    let projections: Projections
    let convolution: String
    let width: Int
    /// Logarithms of rates of decay, and what is added before.
    let rates: String
    let shifts: String
    let norm: String
    let output: String
  }

  private typealias StateMaps = (all: Linear, gate: Linear, strength: Linear, decay: Linear)

  /// The half of a block whose heads have states.
  mutating func deltaNet(
    _ norming: Norming, _ names: DeltaNetNames, _ rule: DeltaRule, _ activation: Activation
  ) throws(ExplainerError) -> Half {
    let width = rule.heads * rule.valueSize
    sites.sizes.states = rule
    defer { sites.sizes.states = nil }
    let entry = try entry(norming, "mixer")
    let (maps, stored) = try maps(names.projections, rule)
    let taps = try taps(names.convolution, 2 * rule.keyHeads * rule.keySize + width, names.width)
    let decays = StateDecay(
      rates: try rates(names.rates, rule.heads), shifts: try tensor(names.shifts, [rule.heads]))
    // (A norm of its own: its gain is stored as it is, whatever the family's others do.)
    let readNorm = RMSNorm(
      weight: try tensor("\(names.norm).weight", [rule.valueSize]), epsilon: style.epsilon)
    let output = try linear(names.output, width, sites.sizes.width)
    let mixing = [stored.all, names.convolution].map { WeightUse($0) }
    let work = DeltaNet(
      layer: layerNumber,
      sites: DeltaNetSites(
        query: declare("mixer.query", mixing), key: declare("mixer.key", mixing),
        value: declare("mixer.value", mixing),
        strength: declare("mixer.strength", stored.strength, maps.strength),
        decay: declare("mixer.decay", [stored.decay, names.rates, names.shifts].map { WeightUse($0) }),
        state: declare("mixer.state"), read: declare("mixer.read"),
        gate: declare("mixer.gate", stored.gate, maps.gate),
        mixed: declare("mixer.mixed", [WeightUse(names.norm)]),
        output: declare("mixer.output", names.output, output)),
      projection: maps.all, convolution: CausalConvolution(taps: taps), activation: activation,
      queryNorm: length(1 / Float(rule.keySize), rule.keySize),
      keyNorm: length(1 / Float(rule.keySize).squareRoot(), rule.keySize),
      strength: maps.strength, decay: maps.decay, decays: decays, rule: rule,
      readNorm: .rootMeanSquare(readNorm), gate: maps.gate, output: output)
    return try half(.deltaNet(work), entry, norming, "mixer", stream: "mid")
  }

  /// What brings each head to length 1, times `factor · √size`: `x / √(Σ x² + 10⁻⁶)`.
  private func length(_ factor: Float, _ size: Int) -> HeadNorm {
    let gain = Tensor(shape: [size], values: [Float](repeating: factor, count: size))
    return .shared(.rootMeanSquare(RMSNorm(weight: gain, epsilon: 1e-6 / Float(size))))
  }

  private mutating func maps(
    _ names: DeltaNetNames.Projections, _ rule: DeltaRule
  ) throws(ExplainerError) -> (
    StateMaps, stored: (all: String, gate: String, strength: String, decay: String)
  ) {
    let (D, H, K, d) = (sites.sizes.width, rule.heads, rule.keyHeads, rule.keySize)
    let width = H * rule.valueSize
    switch names {
    case .separate(let all, let gate, let strength, let decay):
      let maps = (
        all: try linear(all, D, 2 * K * d + width), gate: try linear(gate, D, width),
        strength: try linear(strength, D, H), decay: try linear(decay, D, H)
      )
      return (maps, (all, gate, strength, decay))
    case .byKeyHead(let all, let scalars):
      let (shared, values) = (H / K, H / K * rule.valueSize)
      let stored = (
        try linear(all, D, 2 * K * d + 2 * width, layout: .outputInput),
        try linear(scalars, D, 2 * H, layout: .outputInput)
      )
      let names = (all: all, gate: all, strength: scalars, decay: scalars)
      guard !isListing else { return ((stored.0, stored.0, stored.1, stored.1), names) }
      /// The rows of a part of what each head of keys has.
      func rows(_ part: Range<Int>, of size: Int) -> [Int] {
        (0..<K).flatMap { head in part.map { head * size + $0 } }
      }
      let size = 2 * d + 2 * values
      let mixed = [0..<d, d..<2 * d, 2 * d..<2 * d + values].flatMap { rows($0, of: size) }
      return (
        (
          stored.0.outputs(mixed), stored.0.outputs(rows(2 * d + values..<size, of: size)),
          stored.1.outputs(rows(0..<shared, of: 2 * shared)),
          stored.1.outputs(rows(shared..<2 * shared, of: 2 * shared))
        ), names
      )
    }
  }

  /// The taps of a convolution of each channel by itself, stored `[C, 1, W]`, as `[W, C]`.
  private mutating func taps(_ name: String, _ channels: Int, _ width: Int) throws(ExplainerError) -> Tensor {
    let stored = try tensor("\(name).weight", [channels, 1, width])
    guard !isListing else { return Tensor(standingInFor: [width, channels]) }
    return Tensor(shape: [width, channels]) { taps in
      for index in taps.indices { taps[index] = stored[flat: index % channels * width + index / channels] }
    }
  }

  /// Rates of decay, of which logarithms are stored.
  private mutating func rates(_ name: String, _ heads: Int) throws(ExplainerError) -> Tensor {
    let stored = try tensor(name, [heads])
    return isListing ? stored : Tensor(shape: [heads], values: stored.values.map { expf($0) })
  }
}

import Diagnostics
import ExplainerCore
import Tensors

extension Assembly {
  /// How the weights of experts are called and laid out.
  struct ExpertNames: Sendable {
    /// What gives each expert's score.
    let router: String
    /// What is added to the experts' shares for the choice alone; nil for nothing.
    var bias: String?
    /// What stands before the number of an expert, where each has weights of its own.
    let path: String
    let gate: String
    let up: String
    let down: String
    /// What stands before `gate_up_proj` and `down_proj`, where one weight holds all experts.
    let together: String
    /// What the router is called there, where that is another name.
    var otherRouter: String?
    /// Whether that weight has inputs first, and gates and what they multiply in turns, as gpt-oss writes it.
    var isAlternating = false
  }

  /// How many experts there are, how wide they are, and what they compute.
  struct ExpertSizes: Sendable {
    let count: Int
    /// F of an expert.
    let neurons: Int
    let choice: ExpertChoice
    let function: Experts.Expert.Function
    /// What weights are multiplied with.
    var factor: Float = 1
  }

  /// The names and width of an expert that every token is sent to.
  struct SharedExpert: Sendable {
    let gate: String
    let up: String
    let down: String
    let neurons: Int
    /// What gives the number it is multiplied with; nil where it counts as it is.
    let share: String?
  }

  /// The half of a block that sends each token to a few of its MLPs.
  mutating func experts(
    _ norming: Norming, _ names: ExpertNames, _ sizes: ExpertSizes, shared: SharedExpert? = nil
  ) throws(ExplainerError) -> Half {
    let D = sites.sizes.width
    (sites.sizes.experts, sites.sizes.chosenExperts) = (sizes.count, sizes.choice.count)
    let entry = try entry(norming, "mlp")
    let isSeparate = holds("\(names.path).0.\(names.gate).weight")
    let isAlternating = names.isAlternating && !isSeparate
    let isTogether = isAlternating || holds("\(names.together).gate_up_proj")
    let routerName = isTogether ? names.otherRouter ?? names.router : names.router
    let map = try linear(routerName, D, sizes.count)
    let bias = try names.bias.map { name throws(ExplainerError) in try tensor(name, [sizes.count]) }
    let router = Router(
      map: map, choice: sizes.choice, bias: bias, factor: sizes.factor,
      scores: declare("router.scores", routerName, map),
      chosen: declare("router.chosen", names.bias.map { [WeightUse($0)] } ?? []),
      weights: declare("router.weights"))
    let experts: [Experts.Expert]
    let uses: [WeightUse]
    if isTogether {
      experts = try isAlternating ? alternating(names.together, sizes) : together(names.together, sizes)
      let ending = isAlternating && holdsBlocks(names.together) ? Self.blocks : ""
      uses = ["gate_up_proj", "down_proj"].map { WeightUse("\(names.together).\($0)\(ending)") }
    } else {
      experts = try (0..<sizes.count).map { number throws(ExplainerError) in
        let path = "\(names.path).\(number)"
        return try expert(
          gate: "\(path).\(names.gate)", up: "\(path).\(names.up)", down: "\(path).\(names.down)",
          sizes.neurons, sizes.function)
      }
      uses = [WeightUse(names.path)]
    }
    var always: Experts.Shared?
    if let shared {
      always = Experts.Shared(
        expert: try expert(
          gate: shared.gate, up: shared.up, down: shared.down, shared.neurons, sizes.function),
        gate: try shared.share.map { name throws(ExplainerError) in try linear(name, D, 1) })
    }
    let work = Experts(
      router: router, experts: experts, shared: always, output: declare("mlp.output", uses))
    return try half(.experts(work), entry, norming, "mlp", stream: "post")
  }

  private mutating func expert(
    gate: String, up: String, down: String, _ F: Int, _ function: Experts.Expert.Function
  ) throws(ExplainerError) -> Experts.Expert {
    let D = sites.sizes.width
    return Experts.Expert(
      up: try linear(up, D, F), gate: try linear(gate, D, F), down: try linear(down, F, D), function: function
    )
  }

  /// Experts of which one weight holds all, `[E, 2F, D]` with gates first, and `[E, D, F]`.
  private mutating func together(
    _ path: String, _ sizes: ExpertSizes
  ) throws(ExplainerError) -> [Experts.Expert] {
    let (D, E, F) = (sites.sizes.width, sizes.count, sizes.neurons)
    let rising = try stored("\(path).gate_up_proj", [E, 2 * F, D])
    let falling = try stored("\(path).down_proj", [E, D, F])
    return (0..<E).map { number in
      let both = Linear(WeightMatrix(rising.slice(number), layout: .outputInput))
      return Experts.Expert(
        up: both.outputs(F..<2 * F), gate: both.outputs(0..<F),
        down: Linear(WeightMatrix(falling.slice(number), layout: .outputInput)), function: sizes.function)
    }
  }

  /// What MXFP4 puts behind the names of its codes, whose rows are of outputs.
  private static let blocks = "_blocks"

  /// Whether experts are stored as codes of MXFP4.
  private func holdsBlocks(_ path: String) -> Bool { holds("\(path).gate_up_proj\(Self.blocks)") }

  /// Experts of which one weight holds all, gates and what they multiply in turns, with biases: inputs first, `[E, D, 2F]` and
  /// `[E, F, D]`, or as codes of MXFP4 outputs first, `[E, 2F, D]` and `[E, D, F]`, which stay where they lie.
  private mutating func alternating(
    _ path: String, _ sizes: ExpertSizes
  ) throws(ExplainerError) -> [Experts.Expert] {
    let (D, E, F) = (sites.sizes.width, sizes.count, sizes.neurons)
    let isCoded = holdsBlocks(path)
    let ending = isCoded ? Self.blocks : ""
    let rising = try stored("\(path).gate_up_proj\(ending)", isCoded ? [E, 2 * F, D] : [E, D, 2 * F])
    let shifts = try tensor("\(path).gate_up_proj_bias", [E, 2 * F])
    let falling = try stored("\(path).down_proj\(ending)", isCoded ? [E, D, F] : [E, F, D])
    let falls = try tensor("\(path).down_proj_bias", [E, D])
    let layout: WeightMatrix.Layout = isCoded ? .outputInput : .inputOutput
    let extents = isCoded ? [F, D] : [D, F]
    let isListing = isListing
    // Of codes, the rows of all experts' gates, and of what they multiply.
    let halves = (0..<2).map { first in
      isCoded && !isListing
        ? rising.reshaped([E * 2 * F, D]).selectingRows(Array(stride(from: first, to: E * 2 * F, by: 2)))
          .reshaped([E, F, D]) : rising
    }
    let widened = isCoded ? nil : rising.widened
    return (0..<E).map { number in
      func every(second first: Int) -> Linear {
        // Half of the columns, which a weight in its place cannot be.
        guard !isListing else {
          return Linear(WeightMatrix(Tensor(standingInFor: extents), layout: layout))
        }
        let bias = shifts.slice(number).reshaped([F, 2]).columns(first..<first + 1).dense.reshaped([F])
        guard let widened else {
          return Linear(WeightMatrix(halves[first].slice(number), layout: layout), bias: bias)
        }
        let columns = widened.slice(number).reshaped([D * F, 2]).columns(first..<first + 1).dense
        return Linear(WeightMatrix(columns.reshaped([D, F]), layout: layout), bias: bias)
      }
      return Experts.Expert(
        up: every(second: 1), gate: every(second: 0),
        down: Linear(WeightMatrix(falling.slice(number), layout: layout), bias: falls.slice(number)),
        function: sizes.function)
    }
  }
}

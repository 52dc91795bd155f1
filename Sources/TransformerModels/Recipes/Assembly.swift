import Diagnostics
import ExplainerCore
import Tensors

/// What a recipe puts a model together with: it asks for weights by their names and shapes and declares the sites.
///
/// A recipe is gone through before the weights are there, to learn which it needs; the parts that come of that are made
/// of stand-ins and are thrown away.
struct Assembly {
  /// Weights, with the shapes that the configuration asks for.
  typealias Needed = [(name: String, shape: [Int])]

  let style: WeightStyle
  /// Nil while it is being learnt what is needed.
  private let weights: NamedWeights?
  /// Nil before it is known where the checkpoint keeps its weights: then only those are asked for that each has.
  private let names: StoredNames?
  /// What the checkpoint's weights make of the last states; none before that is known.
  let heads: [ModelHead]
  private(set) var needed: Needed = []
  var sites = SiteTable()
  private var stack: String?
  private var layer: Int?
  /// What stands before the names of the layer that is being built.
  private var path = ""

  /// An assembly that learns what a recipe needs, or with `weights` puts the model together.
  init(
    _ style: WeightStyle, names: StoredNames? = nil, heads: [ModelHead] = [], weights: NamedWeights? = nil
  ) {
    self.style = style
    self.names = names
    self.heads = heads
    self.weights = weights
  }

  /// The layer that is being built, from 0.
  var layerNumber: Int { layer ?? 0 }

  /// Whether the checkpoint holds a weight.
  func holds(_ name: String) -> Bool { names?.holds(path + name) ?? false }

  /// The shape a weight is stored in; nil where it is not.
  func storedShape(of name: String) -> [Int]? { names?.shape(of: path + name) }
}

// MARK: - Where the parts stand

extension Assembly {
  /// Begins one of two stacks, or the one there is.
  mutating func begin(
    _ description: ModelInfo.Stack, named name: String? = nil, width: Int, isCausal: Bool = false
  ) {
    stack = name
    sites.sizes.width = width
    sites.sizes.heads = description.heads
    sites.sizes.keyHeads = description.keyHeads
    sites.sizes.headSize = description.headSize ?? width / description.heads
    sites.sizes.neurons = description.feedForwardSize
    sites.isCausal = isCausal
  }

  /// Builds layers; the names of their weights begin with `path` and the number of the layer.
  mutating func blocks(
    _ count: Int, _ path: String, _ halves: (inout Assembly, Int) throws(ExplainerError) -> [Half]
  ) throws(ExplainerError) -> [Block] {
    var blocks: [Block] = []
    for index in 0..<count {
      (self.path, layer) = ("\(path).\(index).", index)
      defer { (self.path, layer) = ("", nil) }
      let input = declare("residual.pre")
      blocks.append(Block(input: input, halves: try halves(&self, index)))
    }
    return blocks
  }

  /// Declares a site where the part that is being built stands, with the weights that are read for it, and those that
  /// make it by themselves.
  mutating func declare(_ part: String, _ uses: [WeightUse] = [], by made: SiteWeights? = nil) -> SiteID {
    guard weights != nil else { return .none }
    let stage = SiteKind.of(part: part)?.stage
    return sites.declare(
      Site(stack: stage == .head ? nil : stack, layer: layer, part: part),
      reading: uses.map { WeightUse(path + $0.name, rows: $0.rows) }, by: made)
  }

  /// Declares the site of what a linear map gives, or some of its outputs.
  mutating func declare(
    _ part: String, _ name: String, _ map: Linear, outputs: Range<Int>? = nil
  ) -> SiteID {
    declare(part, [WeightUse(name)], by: .linear(map, outputs: outputs))
  }

  /// Declares the site of what a norm gives.
  mutating func declare(_ part: String, _ name: String, _ norm: Norm) -> SiteID {
    declare(part, [WeightUse(name)], by: .norm(norm))
  }
}

// MARK: - Weights

extension Assembly {
  /// A weight as it is.
  mutating func tensor(_ name: String, _ shape: [Int]) throws(ExplainerError) -> Tensor {
    needed.append((path + name, shape))
    return try weights?.tensor(path + name) ?? Tensor(standingInFor: shape)
  }

  /// A linear map.
  ///
  /// - Parameter hasBias: whether there must be a bias; without, one that is stored is used.
  mutating func linear(
    _ name: String, _ inputs: Int, _ outputs: Int, hasBias: Bool? = nil, layout: WeightMatrix.Layout? = nil
  ) throws(ExplainerError) -> Linear {
    let layout = layout ?? style.layout
    let shape = layout == .outputInput ? [outputs, inputs] : [inputs, outputs]
    let weight = WeightMatrix(try tensor("\(name).weight", shape), layout: layout)
    guard hasBias ?? style.hasBiases || holds("\(name).bias") else { return Linear(weight) }
    return Linear(weight, bias: try tensor("\(name).bias", [outputs]))
  }

  /// A norm of the family's kind.
  mutating func norm(_ name: String, width: Int? = nil) throws(ExplainerError) -> Norm {
    let width = width ?? sites.sizes.width
    let weight = try tensor("\(name).weight", [width])
    switch style.norm {
    case .layer:
      return .layer(
        LayerNorm(weight: weight, bias: try tensor("\(name).bias", [width]), epsilon: style.epsilon))
    case .rootMeanSquare(let offset):
      return .rootMeanSquare(RMSNorm(weight: weight, epsilon: style.epsilon, offset: offset))
    }
  }
}

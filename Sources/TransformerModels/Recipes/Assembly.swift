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
  /// Whether the halves of the layer that is being built stand side by side.
  private(set) var isParallel = false

  /// An assembly that learns what a recipe needs, or with `weights` puts the model together.
  init(
    _ style: WeightStyle, names: StoredNames? = nil, heads: [ModelHead] = [], weights: NamedWeights? = nil
  ) {
    self.style = style
    self.names = names
    self.heads = heads
    self.weights = weights
  }

  /// Whether it is being learnt what is needed, so that weights are stand-ins without numbers.
  var isListing: Bool { weights == nil }

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
    sites.sizes.valueSize = sites.sizes.headSize
    sites.sizes.neurons = description.feedForwardSize
    sites.isCausal = isCausal
  }

  /// Builds layers; the names of their weights begin with `path` and the number of the layer.
  ///
  /// - Parameter isParallel: whether the halves of a layer stand side by side, so that all read what enters it.
  mutating func blocks(
    _ count: Int, _ path: String, isParallel: Bool = false,
    _ halves: (inout Assembly, Int) throws(ExplainerError) -> [Half]
  ) throws(ExplainerError) -> [Block] {
    try blocks(count, named: { "\(path).\($0)" }, isParallel: isParallel, halves)
  }

  /// Builds layers; the names of the weights of each begin with what `path` gives, which may be the same for several.
  mutating func blocks(
    _ count: Int, named path: (Int) -> String, isParallel: Bool = false,
    _ halves: (inout Assembly, Int) throws(ExplainerError) -> [Half]
  ) throws(ExplainerError) -> [Block] {
    var blocks: [Block] = []
    self.isParallel = isParallel
    for index in 0..<count {
      (self.path, layer) = ("\(path(index)).", index)
      defer { (self.path, layer) = ("", nil) }
      let input = declare("residual.pre")
      blocks.append(Block(input: input, halves: try halves(&self, index)))
    }
    return blocks
  }

  /// Asks for weights by their whole names, whatever layer is being built.
  mutating func outsideLayer<Value>(
    _ ask: (inout Assembly) throws(ExplainerError) -> Value
  ) throws(ExplainerError) -> Value {
    let inside = path
    path = ""
    defer { path = inside }
    return try ask(&self)
  }

  /// The whole name of a weight of the layer that is being built.
  func wholeName(_ name: String) -> String { path + name }

  /// Declares a site where the part that is being built stands, with the weights that are read for it, and those that
  /// make it by themselves.
  ///
  /// - Parameter whole: more weights that are read for it, by their whole names.
  mutating func declare(
    _ part: String, _ uses: [WeightUse] = [], whole: [String] = [], by made: SiteWeights? = nil
  ) -> SiteID {
    guard weights != nil else { return .none }
    let stage = SiteKind.of(part: part)?.stage
    return sites.declare(
      Site(stack: stage == .head ? nil : stack, layer: layer, part: part),
      reading: uses.map { WeightUse(path + $0.name, rows: $0.rows) } + whole.map { WeightUse($0) }, by: made)
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
  /// A weight in the type it is stored in.
  mutating func stored(_ name: String, _ shape: [Int]) throws(ExplainerError) -> WeightNumbers {
    needed.append((path + name, shape))
    return try weights?.stored(path + name) ?? .single(Tensor(standingInFor: shape))
  }

  /// A weight as 32-bit floats.
  mutating func tensor(_ name: String, _ shape: [Int]) throws(ExplainerError) -> Tensor {
    try stored(name, shape).widened
  }

  /// A linear map.
  ///
  /// - Parameter hasBias: whether there must be a bias; without, one that is stored is used.
  mutating func linear(
    _ name: String, _ inputs: Int, _ outputs: Int, hasBias: Bool? = nil, layout: WeightMatrix.Layout? = nil
  ) throws(ExplainerError) -> Linear {
    let layout = layout ?? style.layout
    let shape = layout == .outputInput ? [outputs, inputs] : [inputs, outputs]
    let weight = WeightMatrix(try stored("\(name).weight", shape), layout: layout)
    guard hasBias ?? style.hasBiases || holds("\(name).bias") else { return Linear(weight) }
    return Linear(weight, bias: try tensor("\(name).bias", [outputs]))
  }

  /// A norm of the family's kind.
  ///
  /// - Parameters:
  ///   - width: what is normed, where that is not the stream.
  ///   - hasBias: whether there must be a shift, where the kind has one; without, one that is stored is used.
  ///   - epsilon: ε, where it is not that of all norms.
  mutating func norm(
    _ name: String, width: Int? = nil, hasBias: Bool? = nil, epsilon: Float? = nil
  ) throws(ExplainerError) -> Norm {
    let epsilon = epsilon ?? style.epsilon
    let width = width ?? sites.sizes.width
    let weight = try tensor("\(name).weight", [width])
    switch style.norm {
    case .layer(let usually, let offset):
      let isThere = hasBias ?? usually || holds("\(name).bias")
      let bias = isThere ? try tensor("\(name).bias", [width]) : nil
      return .layer(LayerNorm(weight: gain(weight, offset), bias: bias, epsilon: epsilon))
    case .rootMeanSquare(let offset):
      return .rootMeanSquare(RMSNorm(weight: weight, epsilon: epsilon, offset: offset))
    }
  }

  /// As many norms as one weight has rows.
  mutating func norms(_ name: String, _ count: Int, _ width: Int) throws(ExplainerError) -> [Norm] {
    let weight = try tensor("\(name).weight", [count, width])
    return (0..<count).map { row in
      switch style.norm {
      case .layer(_, let offset):
        .layer(LayerNorm(weight: gain(weight.slice(row), offset), epsilon: style.epsilon))
      case .rootMeanSquare(let offset):
        .rootMeanSquare(RMSNorm(weight: weight.slice(row), epsilon: style.epsilon, offset: offset))
      }
    }
  }

  /// A gain of a norm of layers, of which `offset` less is stored.
  private func gain(_ stored: Tensor, _ offset: Float) -> Tensor {
    guard offset != 0, !isListing else { return stored }
    return Tensor(shape: stored.shape, values: stored.values.map { $0 + offset })
  }
}

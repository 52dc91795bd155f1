import Diagnostics
import ExplainerCore
import Tensors

extension Assembly {
  /// Whether what scores tokens has a bias, and where.
  enum HeadBias {
    case none
    /// That of a linear map.
    case ofLinear
    /// A row of its own, `[1, V]`, in the checkpoints that have it.
    case ifStored(String)
  }

  /// The norm behind the last layer.
  mutating func finalNorm(_ name: String) throws(ExplainerError) -> FinalNorm {
    let norm = try norm(name)
    return FinalNorm(norm: norm, site: declare("final_norm", name, norm))
  }

  /// What scores tokens; nil where the checkpoint is no language model.
  ///
  /// - Parameter transform: the map, the function and the norm that states go through first.
  mutating func languageHead(
    _ name: String, vocabulary: Int, bias: HeadBias = .none,
    behind transform: (dense: String, activation: Activation, norm: String)? = nil
  ) throws(ExplainerError) -> LanguageHead? {
    guard heads.contains(.languageModel) else { return nil }
    let D = sites.sizes.width
    var uses: [WeightUse] = []
    var first: LanguageHead.Transform?
    if let transform {
      first = LanguageHead.Transform(
        dense: try linear(transform.dense, D, D), activation: transform.activation,
        norm: try norm(transform.norm))
      uses += [WeightUse(transform.dense), WeightUse(transform.norm)]
    }
    uses.append(WeightUse("\(name).weight"))
    let weight = WeightMatrix(try tensor("\(name).weight", [vocabulary, D]), layout: .outputInput)
    var shift: Tensor?
    switch bias {
    case .ofLinear:
      shift = try tensor("\(name).bias", [vocabulary])
      uses.append(WeightUse("\(name).bias"))
    case .ifStored(let name) where holds(name):
      shift = try tensor(name, [1, vocabulary]).reshaped([vocabulary])
      uses.append(WeightUse(name))
    case .none, .ifStored: break
    }
    sites.sizes.vocabulary = vocabulary
    let decoder = Linear(weight, bias: shift)
    return LanguageHead(
      transform: first, decoder: decoder, site: declare("logits", uses, by: .linear(decoder)))
  }

  /// The classifiers a checkpoint has.
  ///
  /// - Parameters:
  ///   - sequence: the map that scores a whole text.
  ///   - pooler: the map before it, of a family that has one; it is there without a classifier, too.
  ///   - token: the map that scores each token; nil of a family that has none.
  ///   - rows: which token stands for the whole text.
  mutating func classifiers(
    sequence: String, pooler: String? = nil, token: String? = nil, reading rows: Readout.Rows = .first
  ) throws(ExplainerError) -> [Readout] {
    let D = sites.sizes.width
    var readouts: [Readout] = []
    var steps: [Readout.Step] = []
    if let pooler, holds("\(pooler).weight") || holds("\(pooler).bias") {
      let map = try linear(pooler, D, D)
      steps.append(
        Readout.Step(map: map, activation: .tanh, site: declare("pooler", pooler, map)))
    }
    let canClassify = pooler == nil || !steps.isEmpty
    if heads.contains(.sequenceClassification), canClassify, let step = try step("class_logits", sequence) {
      steps.append(step)
    }
    if !steps.isEmpty { readouts.append(Readout(rows: rows, steps: steps)) }
    if heads.contains(.tokenClassification), let token, let step = try step("token_class_logits", token) {
      readouts.append(Readout(rows: .every, steps: [step]))
    }
    if heads.contains(.questionAnswering), let step = try step("span_logits", "qa_outputs") {
      readouts.append(Readout(rows: .every, steps: [step]))
    }
    return readouts
  }

  /// A map to the scores of labels, with the bias that is stored; nil where what is stored under its name is none.
  private mutating func step(_ site: String, _ name: String) throws(ExplainerError) -> Readout.Step? {
    let D = sites.sizes.width
    guard let shape = storedShape(of: "\(name).weight"), shape.count == 2, shape[1] == D,
      site != "span_logits" || shape[0] == 2
    else { return nil }
    let map = try linear(name, D, shape[0], hasBias: false, layout: .outputInput)
    sites.sizes.labels = shape[0]
    return Readout.Step(map: map, activation: nil, site: declare(site, name, map))
  }
}

import Diagnostics
import ExplainerCore
import Tensors

extension Assembly {
  /// A map before the scores of labels, and what stands behind it.
  struct Dense: Sendable {
    let name: String
    let activation: Activation
    var norm: String?
  }

  /// What scores labels: a map, and what states go through before.
  struct Classifier: Sendable, ExpressibleByStringLiteral {
    let scores: String
    /// A map of the classifier's own; nil where there is none.
    var dense: Dense?
    /// Whether it reads what the pooler gives.
    var readsPooler = false

    init(_ scores: String, behind dense: Dense? = nil, readsPooler: Bool = false) {
      self.scores = scores
      self.dense = dense
      self.readsPooler = readsPooler
    }

    /// A map that reads the states as they are.
    init(stringLiteral scores: String) { self.init(scores) }
  }

  /// The classifiers a checkpoint has.
  ///
  /// - Parameters:
  ///   - sequence: what scores a whole text; nil of a family that has no such classifier.
  ///   - pooler: the map of a whole text that is there without a classifier, too; nil of a family that has none.
  ///   - token: what scores each token; nil of a family that has none.
  ///   - spans: what scores each token as an answer's start and end.
  ///   - rows: what stands for the whole text.
  mutating func classifiers(
    sequence: Classifier?, pooler: Dense? = nil, token: Classifier? = nil, spans: Classifier = "qa_outputs",
    reading rows: Readout.Rows = .first
  ) throws(ExplainerError) -> [Readout] {
    var readouts: [Readout] = []
    var pooled: [Readout.Step] = []
    if let pooler, holds("\(pooler.name).weight") || holds("\(pooler.name).bias") {
      let map = try linear(pooler.name, sites.sizes.width, sites.sizes.width)
      pooled = [
        Readout.Step(map: map, activation: pooler.activation, site: declare("pooler", pooler.name, map))
      ]
    }
    if heads.contains(.sequenceClassification), let sequence, !sequence.readsPooler || !pooled.isEmpty {
      let steps = try steps("class_logits", sequence)
      if sequence.readsPooler {
        pooled += steps
      } else if !steps.isEmpty {
        readouts.append(Readout(rows: rows, steps: steps))
      }
    }
    if !pooled.isEmpty { readouts.insert(Readout(rows: rows, steps: pooled), at: 0) }
    if heads.contains(.tokenClassification), let token {
      readouts.append(Readout(rows: .every, steps: try steps("token_class_logits", token)))
    }
    if heads.contains(.questionAnswering) {
      readouts.append(Readout(rows: .every, steps: try steps("span_logits", spans)))
    }
    return readouts.filter { !$0.steps.isEmpty }
  }

  /// The maps of a classifier, with the biases that are stored; none where what is stored under its name is none.
  private mutating func steps(
    _ site: String, _ classifier: Classifier
  ) throws(ExplainerError) -> [Readout.Step] {
    let D = sites.sizes.width
    guard let shape = storedShape(of: "\(classifier.scores).weight"), shape.count == 2, shape[1] == D,
      site != "span_logits" || shape[0] == 2
    else { return [] }
    var steps: [Readout.Step] = []
    var uses: [WeightUse] = []
    if let dense = classifier.dense {
      guard holds("\(dense.name).weight") else { return [] }
      steps.append(
        Readout.Step(
          map: try linear(dense.name, D, D, hasBias: false, layout: .outputInput),
          activation: dense.activation,
          norm: try dense.norm.map { name throws(ExplainerError) in try norm(name) }, site: .none))
      uses = ([dense.name] + (dense.norm.map { [$0] } ?? [])).map { WeightUse($0) }
    }
    let map = try linear(classifier.scores, D, shape[0], hasBias: false, layout: .outputInput)
    sites.sizes.labels = shape[0]
    steps.append(
      Readout.Step(
        map: map, site: declare(site, uses + [WeightUse(classifier.scores)], by: .linear(map))))
    return steps
  }
}

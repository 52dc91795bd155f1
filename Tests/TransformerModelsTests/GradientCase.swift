import ExplainerCore
import ExplainerTestSupport
import Tensors

@testable import TransformerModels

/// A pass with an objective, and derivatives of the objective made of differences of passes.
struct GradientCase: Sendable {
  let rules: RuleModel
  var inputs: [ModelInput]
  var objective: Objective
  var edits: [Edit] = []
  var tensors: [String: Tensor] = [:]

  /// An objective of some scores of a model, at the last token and at another.
  init(_ name: String, inputs: [ModelInput]? = nil) throws {
    rules = try RuleModel(name)
    self.inputs = inputs ?? [rules.text(5, decoderLength: 4)]
    let scores: Objective.Target =
      rules.model.info.outputHeads.contains(.languageModel) ? .id(17) : .label("1")
    objective = Objective(terms: [.init(scores)])
    guard case .id = scores else { return }
    let last = rules.model.info.vocabularySize - 1
    objective.terms += [
      .init(.id(min(230, last)), weight: -0.7), .init(.id(min(99, last - 1)), weight: 0.5, position: 1),
    ]
  }

  /// The gradients at some sites, one trace a text.
  func gradients(at sites: [SitePattern]) throws -> PassResult {
    try rules.model.pass(
      PassRequest(
        inputs: inputs, edits: edits, objective: objective, gradientsAt: sites, tensors: tensors))
  }

  /// The objective's value of all texts, with multiples of a direction added at a site behind all other edits.
  ///
  /// - Parameter factors: how much of it is added in each text; texts where something is have as many tokens.
  func value(adding direction: Tensor, times factors: [Float], at site: Site) throws -> Double {
    var (edits, tensors) = (edits, tensors)
    for (text, factor) in factors.enumerated() where factor != 0 {
      var step = direction
      step.scale(by: factor)
      tensors["step \(text)"] = step
      edits.append(Edit(site.name, texts: IndexList(text), .add(.tensor("step \(text)"))))
    }
    // (An edit that changes nothing of what is asked for would be refused: of what is read off beside the objective.)
    let isBeside = rules.catalog[site]?.kind.stage == .head
    let result = try rules.model.pass(
      PassRequest(
        inputs: inputs, capture: isBeside ? [SitePattern(site)] : [], edits: edits, objective: objective,
        tensors: tensors))
    return result.objectiveValues.reduce(0, +)
  }

  /// The slope along a direction, by central differences with two steps, of which the error of the third order cancels
  /// (Richardson).
  ///
  /// - Parameter shares: how much of the direction each text goes.
  func slope(along direction: Tensor, at site: Site, shares: [Float], step: Float) throws -> Double {
    func central(_ step: Float) throws -> Double {
      let up = try value(adding: direction, times: shares.map { $0 * step }, at: site)
      let down = try value(adding: direction, times: shares.map { $0 * -step }, at: site)
      return (up - down) / (2 * Double(step))
    }
    let (coarse, fine) = (try central(step), try central(step / 2))
    return (4 * fine - coarse) / 3
  }
}

extension Tensor {
  /// Σ a · b in double precision, of finite elements of both.
  func dot(_ other: Tensor) -> Double {
    zip(values, other.values).reduce(0.0) { $0 + ($1.0 == 0 || $1.1 == 0 ? 0 : Double($1.0) * Double($1.1)) }
  }

  /// The Euclidean length of all elements.
  var length: Double { dot(self).squareRoot() }
}

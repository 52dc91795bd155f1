import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import TransformerModels
@testable import Activations
@testable import AttentionHeadView
@testable import AttentionModelView
@testable import AttentionNeuronView
@testable import ExplainerHost
@testable import PluginHost
@testable import PluginRegistry
@testable import Predictions
@testable import Rankings
@testable import Sandbox

/// Runs the built-in explainers in the three ways there are: linked natively, through the C boundary in this process,
/// and in a worker.
struct PluginFixture {
  enum Way: CaseIterable { case native, throughABI, inWorker }

  static let explainers: [any Explainer] = [
    PredictionsExplainer(), RankingsExplainer(), ActivationsExplainer(), AttentionHeadViewExplainer(),
    AttentionNeuronViewExplainer(), AttentionModelViewExplainer(),
  ]

  let installation = Installation(executable: BuildProducts.executable, environment: [:])
  let location: ModelLocation

  init(model: String) {
    location = ModelLocation(id: model, directory: Fixtures.model(model), origin: .directory)
  }

  func run(
    _ name: String, _ texts: [String], _ given: JSONObject, truncates: Bool = false, way: Way = .native
  ) throws -> Explanation {
    let target = try Registry(installation).entryPoint(named: name)
    let parameters = try target.entryPoint.resolve(given)
    switch way {
    case .native:
      guard let explainer = Self.explainers.first(where: { $0.entryPoint.name == target.entryPoint.name })
      else {
        throw ExplainerError(.notFound, name)
      }
      return try explainer.explain(
        ExplainerCall(
          texts: texts, parameters: parameters, truncates: truncates, model: try ModelLoader.load(location)))
    case .throughABI, .inWorker:
      return try EntryPointRunner(installation).run(
        target, on: location,
        request: ExplanationRequest(texts: texts, parameters: parameters.values, truncates: truncates),
        limits: Limits(), inProcess: way == .throughABI, observe: { _ in }
      ).explanation
    }
  }

  /// The error of a run, or nil where it succeeds.
  func failure(
    _ name: String, _ texts: [String], _ given: JSONObject, truncates: Bool = false, way: Way = .native
  ) -> ExplainerError? {
    do {
      _ = try run(name, texts, given, truncates: truncates, way: way)
      return nil
    } catch { return .wrapping(error) }
  }
}

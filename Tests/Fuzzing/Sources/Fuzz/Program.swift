import Checkpoints
import ExplainerCore
@testable import PluginRegistry
import TransformerModels

/// The program as its parts see it, read once.
enum Program {
  /// As if it had been built in the source tree.
  static let installation = Installation(
    executable: "\(Inputs.root)/.build/release/explainer", environment: [:])

  /// What there is to run.
  static let registry: Registry = {
    do { return try Registry(installation) } catch { fatalError("\(error)") }
  }()

  /// An entry point.
  static let predictions: RegisteredEntryPoint = {
    do { return try registry.entryPoint(named: "predictions") } catch { fatalError("\(error)") }
  }()

  /// Where a checkpoint of the fixtures lies.
  static func location(_ directory: String) -> ModelLocation {
    ModelLocation(id: "m", directory: directory, revision: nil, origin: .directory)
  }

  /// A model of the fixtures.
  static let model: any Model = {
    do { return try ModelLoader.load(location(Inputs.model("gpt2"))) } catch { fatalError("\(error)") }
  }()
}

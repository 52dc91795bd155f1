import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Synchronization
@testable import ExplainerHost
@testable import PluginHost
@testable import PluginRegistry
@testable import Sandbox

/// One run of the plugin that misbehaves, and what was seen of it.
final class RogueRun: Sendable {
  private let seen = Mutex<(printed: [UInt8], log: [String], progress: Int)>(([], [], 0))

  /// What it printed.
  var printed: String { String(decoding: seen.withLock(\.printed), as: UTF8.self) }
  /// The log lines.
  var log: [String] { seen.withLock(\.log) }
  /// How often it told how far it is.
  var progress: Int { seen.withLock(\.progress) }

  /// Runs an entry point of it on a tiny model.
  ///
  /// - Parameters:
  ///   - variables: added to the program's environment.
  ///   - library: the library, where it is not the rogue's own.
  func run(
    _ entryPoint: String, texts: [String] = [], symbol: String = "explainer_plugin_rogue",
    limits: Limits = Limits(seconds: 60), walls: Walls = .offered(), variables: [String: String] = [:],
    library: String? = nil
  ) throws -> ExplanationDocument {
    let folder = TemporaryFolder()
    let registry = folder.write(
      RogueRegistry.text(symbol: symbol, library: library), to: "registry.json")
    let installation = Installation(
      executable: BuildProducts.executable,
      environment: ["EXPLAINER_REGISTRY": registry].merging(variables) { $1 })
    let target = try Registry(installation).entryPoint(named: entryPoint)
    return try EntryPointRunner(installation, walls: walls).run(
      target, on: try ModelCatalog(installation).locate(Fixtures.model("gpt2")),
      request: ExplanationRequest(texts: texts, parameters: [:], truncates: false), limits: limits,
      observe: { self.receive($0) })
  }

  /// The error a run ends with, or nil.
  func failure(
    _ entryPoint: String, symbol: String = "explainer_plugin_rogue", limits: Limits = Limits(seconds: 60),
    variables: [String: String] = [:], library: String? = nil
  ) -> ExplainerError? {
    do {
      _ = try run(entryPoint, symbol: symbol, limits: limits, variables: variables, library: library)
      return nil
    } catch { return error as? ExplainerError }
  }

  private func receive(_ event: EntryPointRunner.Event) {
    seen.withLock { seen in
      switch event {
      case .printed(let bytes): seen.printed += bytes
      case .log(let level, let text): seen.log.append("\(level.word): \(text)")
      case .progress: seen.progress += 1
      case .stage: break
      }
    }
  }
}

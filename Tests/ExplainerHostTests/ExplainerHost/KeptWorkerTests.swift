import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Foundation
import JSON
import Synchronization
import Testing
@testable import ExplainerHost
@testable import PluginHost
@testable import PluginRegistry
@testable import Sandbox

/// Workers that are kept warm stay, whatever becomes of those that started them.
@Suite struct KeptWorkerTests {
  private let folder = TemporaryFolder()

  /// Of a worker that serves many calls the clock of each counts, not the time of its processor all calls long.
  @Test func manyCalls() throws {
    let registry = folder.write(RogueRegistry.text(), to: "registry.json")
    let installation = Installation(
      executable: BuildProducts.executable, environment: ["EXPLAINER_REGISTRY": registry])
    let target = try Registry(installation).entryPoint(named: "bounds")
    let model = try ModelCatalog(installation).locate(Fixtures.model("gpt2"))
    let document = try EntryPointRunner(installation, keeping: 1).run(
      target, on: model, request: ExplanationRequest(texts: [], parameters: [:], truncates: false),
      limits: Limits(seconds: 60, memory: 512 << 20), observe: { _ in })
    #expect(document.explanation.result["processor_seconds"]?.int == .max)
    #expect(document.explanation.result["memory"] == 536_870_912)
  }

  /// A worker that has loaded a model is of no use once a file of that has changed, in place or by another of its name.
  @Test(arguments: ["model.safetensors", "config.json", "tokenizer.json"], [false, true])
  func changedModel(_ file: String, _ inPlace: Bool) throws {
    let registry = folder.write(RogueRegistry.text(), to: "registry.json")
    let copy = "\(folder.path)/model"
    try FileManager.default.copyItem(atPath: Fixtures.model("gpt2"), toPath: copy)
    let installation = Installation(
      executable: BuildProducts.executable, environment: ["EXPLAINER_REGISTRY": registry])
    let runner = try EntryPointRunner(installation, keeping: 1)
    let target = try Registry(installation).entryPoint(named: "moody")
    let model = try ModelCatalog(installation).locate(copy)
    func earlierRuns() throws -> Int? {
      try runner.run(
        target, on: model, request: ExplanationRequest(texts: [], parameters: [:], truncates: false),
        limits: Limits(seconds: 60), observe: { _ in }
      ).explanation.result["calls"]?.int
    }
    #expect(try [earlierRuns(), earlierRuns()] == [0, 1])
    let path = "\(copy)/\(file)"
    let content = try Data(contentsOf: URL(fileURLWithPath: path))
    try content.write(to: URL(fileURLWithPath: path), options: inPlace ? [] : .atomic)
    #expect(try [earlierRuns(), earlierRuns()] == [0, 1])
  }

  /// What a plugin leaves in its process costs it the worker, one that leaves nothing keeps it.
  ///
  /// The next call gets a new one too where the plugin has answered in the host's place and goes on.
  @Test(arguments: [
    ("fine", 1), ("rounding", 1), ("open_files", 0), ("one_open_file", 0), ("signal_handler", 0),
    ("blocked_signal", 0), ("timer", 0), ("new_rights", 0), ("other_locale", 0), ("early_answer", 0),
  ])
  func leftChanged(_ entryPoint: String, _ earlierRuns: Int) throws {
    let registry = folder.write(RogueRegistry.text(), to: "registry.json")
    let installation = Installation(
      executable: BuildProducts.executable, environment: ["EXPLAINER_REGISTRY": registry])
    let runner = try EntryPointRunner(installation, keeping: 1)
    let model = try ModelCatalog(installation).locate(Fixtures.model("gpt2"))
    func run(_ name: String) throws -> JSONObject {
      try runner.run(
        try Registry(installation).entryPoint(named: name), on: model,
        request: ExplanationRequest(texts: [], parameters: [:], truncates: false),
        limits: Limits(seconds: 60), observe: { _ in }
      ).explanation.result
    }
    #expect(try run("moody")["calls"] == 0)
    _ = try run(entryPoint)
    #expect(try run("moody")["calls"]?.int == earlierRuns)
  }

  /// A worker outlives the thread whose call started it: threads of a pool come and go.
  @Test func endedThreads() throws {
    let registry = folder.write(RogueRegistry.text(), to: "registry.json")
    let installation = Installation(
      executable: BuildProducts.executable, environment: ["EXPLAINER_REGISTRY": registry])
    let runner = try EntryPointRunner(installation, keeping: 1)
    let target = try Registry(installation).entryPoint(named: "moody")
    let model = try ModelCatalog(installation).locate(Fixtures.model("gpt2"))
    let earlierRuns = try (0..<3).map { _ in
      let thread = Mutex("")
      let document = OtherThread.run {
        thread.withLock {
          $0 = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")) ?? ""
        }
        return Result {
          try runner.run(
            target, on: model, request: ExplanationRequest(texts: [], parameters: [:], truncates: false),
            limits: Limits(seconds: 60), observe: { _ in })
        }
      }
      // A thread that can be joined may not have ended altogether.
      let place = "/proc/\(thread.withLock { $0 })"
      #expect(place.contains("/task/"))
      #expect(Waiting.until { !FileManager.default.fileExists(atPath: place) })
      return try document.get().explanation.result["calls"]?.int
    }
    #expect(earlierRuns == [0, 1, 2])
  }
}

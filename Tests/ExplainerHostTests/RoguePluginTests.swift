import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Tensors
import Testing

@testable import ExplainerHost

/// A plugin that misbehaves in every way ends in one clear error; the program goes on.
@Suite struct RoguePluginTests {
  private let folder = TemporaryFolder()

  private func run(
    _ entryPoint: String, symbol: String = "explainer_plugin_rogue", limits: Limits = Limits(seconds: 30),
    onPrint: @escaping @Sendable ([UInt8]) -> Void = { _ in }
  ) throws -> ExplanationDocument {
    let registry = folder.write(RogueRegistry.text(symbol: symbol), to: "registry.json")
    let installation = Installation(
      executable: BuildProducts.executable, environment: ["EXPLAINER_REGISTRY": registry])
    let target = try Registry(installation).entryPoint(named: entryPoint)
    return try EntryPointRunner(installation).run(
      target, on: try ModelCatalog(installation).locate(Fixtures.model("gpt2")),
      request: ExplanationRequest(texts: [], parameters: [:], truncates: false), limits: limits,
      observe: { if case .printed(let bytes) = $0 { onPrint(bytes) } })
  }

  private func failure(
    _ entryPoint: String, symbol: String = "explainer_plugin_rogue", limits: Limits = Limits(seconds: 30)
  )
    -> ExplainerError?
  {
    do {
      _ = try run(entryPoint, symbol: symbol, limits: limits)
      return nil
    } catch { return error as? ExplainerError }
  }

  /// What a plugin prints cannot corrupt its answer.
  @Test func printing() throws {
    let printed = Printed()
    let document = try run("fine") { printed.append($0) }
    #expect(document.explanation.result["well"] == true)
    #expect(printed.text == "a plugin may print\n")
  }

  /// Each kind of death is told apart, with the signal's name or exit code and the plugin's last words.
  @Test(arguments: [
    ("crash", "SIGSEGV"), ("abort", "out of cheese"), ("overflow", "SIGSEGV"), ("exit", "exit code 7"),
  ])
  func death(_ entryPoint: String, _ expected: String) throws {
    let error = try #require(failure(entryPoint))
    #expect(error.code == .pluginFault)
    #expect(error.description.contains(expected), "\(error)")
    #expect(error.description.contains("libRoguePlugin.so"))
  }

  /// A plugin that sleeps or computes for ever is stopped at the time limit.
  @Test(arguments: ["hang", "spin"]) func timeout(_ entryPoint: String) throws {
    let start = ContinuousClock.now
    let error = try #require(failure(entryPoint, limits: Limits(seconds: 0.5)))
    #expect(error.code == .limitReached)
    #expect(error.description.contains("ran longer than 0.5 seconds"))
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  /// A plugin that allocates without end hits the memory limit, not the machine's.
  @Test func memoryLimit() throws {
    let error = try #require(failure("hog", limits: Limits(seconds: 60, memory: 256 << 20)))
    #expect(error.code == .limitReached || error.code == .outOfMemory)
    #expect(error.description.contains("memory") && error.description.contains("256 MiB"), "\(error)")
    #expect(error.code.exitCode == 75)
  }

  /// Answers that are no explanation are the plugin's fault and say what is wrong with them.
  @Test(arguments: [
    ("rubbish", "rubbish"), ("not_json", "not JSON"), ("not_explanation", "no object 'result'"),
    ("bad_figure", "figures[0]"), ("silent", "no explanation"), ("twice", "more than one explanation"),
    ("bad_tensor", "impossible shape"), ("huge_tensor", "larger than"), ("null_pointers", "null pointer"),
  ])
  func badAnswers(_ entryPoint: String, _ expected: String) throws {
    let error = try #require(failure(entryPoint))
    #expect(error.code == .pluginFault)
    #expect(error.description.contains(expected), "\(error)")
  }

  /// Errors of the model's functions reach the user as the host worded them, through a plugin that passes them on.
  @Test(arguments: [
    ("bad_site", "layers.0.residual.pots", ErrorCode.badParameter), ("bad_id", "123456789", .badParameter),
  ])
  func hostErrors(_ entryPoint: String, _ expected: String, _ code: ErrorCode) throws {
    let error = try #require(failure(entryPoint))
    #expect(error.code == code)
    #expect(error.description.contains(expected), "\(error)")
  }

  /// A plugin's own error arrives whole.
  @Test func ownError() {
    #expect(
      failure("fails")
        == ExplainerError(
          .badText, "the text has no verb", expected: "a verb", found: "none", remedy: "add one"))
  }

  /// Strided tensors arrive dense.
  @Test func strided() throws {
    let tensor = try #require(try run("strided").explanation.tensors.first).tensor
    #expect(tensor.shape == [3, 2])
    #expect(tensor.values == [1, 4, 2, 5, 3, 6])
  }

  /// A library without the function, of another ABI, or that does not want to serve, is refused.
  @Test(arguments: [
    ("explainer_plugin_absent", ErrorCode.pluginUnavailable, "has no function"),
    ("explainer_plugin_future", .incompatiblePlugin, "wants ABI 2.0, this host has 1.0"),
    ("explainer_plugin_unwilling", .pluginUnavailable, "cannot serve"),
  ])
  func refused(_ symbol: String, _ code: ErrorCode, _ expected: String) throws {
    let error = try #require(failure("fine", symbol: symbol))
    #expect(error.code == code)
    #expect(error.description.contains(expected), "\(error)")
  }
}

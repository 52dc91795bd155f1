import Diagnostics
import Digests
import ExplainerCore
import ExplainerTestSupport
import Files
import JSON
import Testing
@testable import ExplainerHost
@testable import ForeignFunctions
@testable import PluginHost
@testable import PluginRegistry
@testable import Sandbox

/// Functions run in a worker like plugins do; one that crashes ends that worker alone.
@Suite struct FunctionWorkerTests {
  private let folder = TemporaryFolder()

  private func installation(_ registry: String) -> Installation {
    Installation(executable: BuildProducts.executable, environment: ["EXPLAINER_REGISTRY": registry])
  }

  private func run(_ plugin: JSONValue) throws -> ExplanationDocument {
    let registry = folder.write(PlainLibrary.registry(plugin), to: "registry.json")
    let installation = installation(registry)
    return try EntryPointRunner(installation).run(
      try Registry(installation).entryPoint(named: "plain"),
      on: try ModelCatalog(installation).locate(Fixtures.model("gpt2")),
      request: ExplanationRequest(texts: ["The keys"], parameters: ["p": 2], truncates: false),
      limits: Limits(seconds: 60), observe: { _ in })
  }

  private func failure(_ plugin: JSONValue) -> ExplainerError? {
    do {
      _ = try run(plugin)
      return nil
    } catch { return ExplainerError.wrapping(error) }
  }

  private func function(_ symbol: String) -> JSONValue {
    PlainLibrary.plugin(
      PlainLibrary.function(symbol, [["name": "out", "type": "f32*", "result": ["shape": [4]]]]))
  }

  /// The same document through a worker as in this process, tensors and all.
  @Test func document() throws {
    let document = try run(PlainLibrary.plugin(PlainFunctionTests.norms))
    let direct = try PlainLibrary.run(PlainFunctionTests.norms, text: "The keys")
    #expect(document.entryPoint == "plain/plain")
    #expect(document.explanation.json == direct.json)
    #expect(document.explanation.tensors.first?.tensor == direct.tensors.first?.tensor)
  }

  /// What does not fit a model is not asked of it: the worker sees to that once it knows the model.
  @Test(arguments: [(["masked"], false), (["masked", "sequence-to-sequence"], false), (["causal"], true)])
  func fit(_ kinds: [String], _ isFit: Bool) throws {
    var plugin = try #require(PlainLibrary.plugin(PlainFunctionTests.norms).object)
    var entryPoint = try #require(plugin["entry_points"]?.array?.first?.object)
    entryPoint["fits"] = JSONValue(kinds)
    plugin["entry_points"] = .array([.object(entryPoint)])
    guard !isFit else { return #expect(try run(.object(plugin)).entryPoint == "plain/plain") }
    let error = try #require(failure(.object(plugin)))
    #expect(error.code == .unsupported && error.message.contains("does not fit"), "\(error)")
  }

  /// A crash is one message that says where to look; the last words and exit codes are told.
  @Test(arguments: [
    ("plain_crash", "crashed with a bad memory access (SIGSEGV)"),
    ("plain_wild", "crashed with a bad memory access"),
    ("plain_abort", "out of cheese"), ("plain_exit", "exit code 5"),
  ])
  func deaths(_ symbol: String, _ expected: String) throws {
    let error = try #require(failure(function(symbol)))
    #expect(error.code == .pluginFault)
    #expect(error.description.contains(expected), "\(error)")
    guard symbol != "plain_exit" else { return }
    #expect(
      error.remedy
        == "check the signature of '\(symbol)' in \(folder.path)/registry.json, which says void \(symbol)(float *out)"
    )
  }

  /// An overrun is reported by the worker, not by its death.
  @Test func overrun() throws {
    let function = PlainLibrary.function(
      "plain_nan", [["name": "out", "type": "f32*", "result": ["shape": [2]]]])
    let error = try #require(failure(PlainLibrary.plugin(function)))
    #expect(error.message == "plain_nan wrote past the end of 'out'")
  }

  /// What is not there, or is no function, is refused with the remedy.
  @Test(arguments: [
    ("plain_absent", "has no function 'plain_absent'", "nm -D"),
    ("plain_variable", "'plain_variable' is a variable, not a function", "mend 'symbol'"),
  ])
  func symbols(_ symbol: String, _ expected: String, _ remedy: String) throws {
    let error = try #require(failure(function(symbol)))
    #expect(error.code == .pluginUnavailable)
    #expect(error.message == expected)
    #expect(error.remedy?.contains(remedy) ?? false)
  }

  /// What is no library, and one that is missing.
  @Test func libraries() throws {
    let rubbish = folder.write("not a library", to: "librubbish.so")
    let error = try #require(failure(PlainLibrary.plugin(PlainFunctionTests.norms, library: rubbish)))
    #expect(
      error.code == .pluginUnavailable && error.message == "is a text file, not a shared library of Linux")
    let absent = failure(PlainLibrary.plugin(PlainFunctionTests.norms, library: "\(folder.path)/absent.so"))
    #expect(absent?.code == .pluginUnavailable && absent?.message.contains("is missing") ?? false)
  }

  /// A description is installed as packages are: pinned, in a folder of its own, and only where every function is
  /// found; a changed one is another version even of the same library.
  @Test func installation() throws {
    let registry = "\(folder.path)/here/registry.json"
    let installation = Installation(
      executable: BuildProducts.executable, environment: ["EXPLAINER_REGISTRY": registry])
    func write(_ symbol: String, summary: String = "a function") -> String {
      let function = PlainLibrary.function(
        symbol, [["name": "out", "type": "f32*", "result": ["shape": [4], "summary": .string(summary)]]])
      var description = PlainLibrary.plugin(function).object ?? [:]
      description["schema"] = .string(FunctionsDescription.schema)
      return folder.write(JSONValue.object(description).text(pretty: true), to: "plain.json")
    }
    let installer = try PluginInstaller(installation, registry: registry)
    #expect(throws: ExplainerError.self) { try installer.install(write("plain_absent")) }
    #expect(!FileSystem.isFile(registry))
    let outcome = try installer.install(write("plain_nothing"))
    #expect(outcome.sha256 == SHA256.hexadecimal(of: try FileSystem.read(PlainLibrary.path)))
    #expect(try installer.install(write("plain_nothing")).wasThere)
    #expect(throws: ExplainerError.self) { try installer.install(write("plain_nothing", summary: "another")) }
    #expect(!(try installer.install(write("plain_nothing", summary: "another"), replaces: true).wasThere))
    let target = try Registry(installation).entryPoint(named: "plain/plain")
    #expect(target.plugin.sha256 == outcome.sha256)
    #expect(target.plugin.functions?["plain"]?.symbol == "plain_nothing")
    let explanation = try EntryPointRunner(installation).run(
      target, on: try ModelCatalog(installation).locate(Fixtures.model("gpt2")),
      request: ExplanationRequest(texts: ["The keys"], parameters: [:], truncates: false),
      limits: Limits(seconds: 60), observe: { _ in }
    ).explanation
    #expect(explanation.figures.first?.title == "another, by index")
    #expect(try installer.uninstall("plain").count == 1)
  }

  /// A library can be checked before it is installed: every function is looked for, in a worker.
  @Test func inspection() throws {
    let inspector = PluginInspector(installation(""))
    #expect(throws: Never.self) {
      try inspector.check(try PlainLibrary.entry(PlainLibrary.plugin(PlainFunctionTests.norms)))
    }
    let absent = try PlainLibrary.entry(function("plain_absent"))
    #expect(throws: ExplainerError.self) { try inspector.check(absent) }
  }
}

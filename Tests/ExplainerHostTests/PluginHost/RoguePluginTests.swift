import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Tensors
import Testing
@testable import ExplainerHost
@testable import PluginHost
@testable import PluginRegistry
@testable import Sandbox

/// A plugin that misbehaves in every way ends in one clear error; the program goes on.
@Suite struct RoguePluginTests {
  private let rogue = RogueRun()

  /// What a plugin prints cannot corrupt its answer.
  @Test func printing() throws {
    let document = try rogue.run("fine")
    #expect(document.explanation.result["well"] == true)
    #expect(rogue.printed == "a plugin may print\n")
  }

  /// Each kind of death is told apart, with the signal's name or exit code and the plugin's last words.
  @Test(arguments: [
    ("crash", "SIGSEGV"), ("abort", "out of cheese"), ("overflow", "SIGSEGV"), ("exit", "exit code 7"),
    ("exception", "let a C++ exception out of its library"), ("exception", "out of biscuits"),
    ("close_channel", "closed the channel"), ("close_all", "closed the channel"),
    ("stop", "stopped its process"),
  ])
  func death(_ entryPoint: String, _ expected: String) throws {
    let start = ContinuousClock.now
    let error = try #require(rogue.failure(entryPoint))
    #expect(error.code == .pluginFault)
    #expect(error.description.contains(expected), "\(error)")
    #expect(error.description.contains("libRoguePlugin.so"))
    #expect(ContinuousClock.now - start < .seconds(30))
  }

  /// A plugin that sleeps or computes for ever is stopped at the time limit.
  @Test(arguments: ["hang", "spin"]) func timeout(_ entryPoint: String) throws {
    let start = ContinuousClock.now
    let error = try #require(rogue.failure(entryPoint, limits: Limits(seconds: 0.5)))
    #expect(error.code == .limitReached)
    #expect(error.description.contains("ran longer than 0.5 seconds"))
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  /// A worker whose front process does not look at the clock ends by itself once its processor time is used up.
  @Test func processorTime() throws {
    let death = WorkerDeath(
      .ended(WorkerEnd(status: 24, peakMemory: 0)),
      of: WorkerTask.describe(LibraryReference(name: "x", path: "/x")).subject,
      SandboxPolicy(memoryLimit: 0), printed: "")
    #expect(death.error.code == .limitReached)
    #expect(death.error.description.contains("processor time"))
    // 2 cores and 10 seconds are 20 seconds of work, and one more for what is not the plugin's.
    let seconds = SandboxPolicy(Limits(seconds: 10), memory: 0).processorSeconds
    #expect(seconds > 10 && seconds % 10 == 1)
    #expect(SandboxPolicy(Limits(seconds: nil), memory: 0).processorSeconds == 0)
  }

  /// A plugin that allocates without end hits the memory limit, not the machine's.
  @Test func memoryLimit() throws {
    let error = try #require(rogue.failure("hog", limits: Limits(seconds: 60, memory: 256 << 20)))
    #expect(error.code == .limitReached || error.code == .outOfMemory)
    #expect(error.description.contains("memory") && error.description.contains("256 MiB"), "\(error)")
    #expect(error.code.exitCode == 75)
  }

  /// Answers that are no explanation are the plugin's fault and say what is wrong with them.
  @Test(arguments: [
    ("rubbish", "rubbish"), ("forged_frame", "rubbish"), ("not_json", "not JSON"),
    ("not_explanation", "malformed explanation; expected an object, found an array"),
    ("bad_figure", "figures[0]"), ("silent", "no explanation"),
    ("twice", "more than one explanation"), ("invalid_utf8", "not valid UTF-8"),
    ("bad_tensor", "impossible shape"), ("bad_rank", "impossible shape"), ("bad_type", "expected XPL_F32"),
    ("huge_tensor", "larger than"),
    ("not_a_number", "tensor 'weights' of the plugin is not a number at [1, 1]"),
    ("bad_name", "not UTF-8"), ("null_pointers", "null pointer"),
    ("other_thread", "from another thread"), ("endless", "not JSON"),
    ("endless_text", "longer than memory is"), ("endless_ids", "more ids than memory has"),
    ("cancels", "ended as if it had been interrupted"),
    ("wide_empty", "tensor 'x' of the plugin is empty, and has an impossible shape"),
    ("reserved_name", "'__metadata__'"), ("long_name", "a name of 2097152 bytes"),
    ("many_checks", "two checks are called 'c0'"),
    ("claimed_tensor", "lies in memory that cannot be read"),
    ("pass_freed", "tensor 'mine' of the plugin lies in memory that cannot be read"),
    ("pass_elsewhere", "from another thread"), ("pass_nowhere", "null pointer"),
    ("pass_endless", "impossible list of tensors"),
    ("document_made_up", "a JSON value that it did not get"), ("document_elsewhere", "from another thread"),
    ("files_elsewhere", "from another thread"),
    ("files_nowhere", "null pointer"),
  ])
  func badAnswers(_ entryPoint: String, _ expected: String) throws {
    let error = try #require(rogue.failure(entryPoint))
    #expect(error.code == .pluginFault)
    #expect(error.description.contains(expected), "\(error)")
  }

  /// Answers that are too large are refused before they fill the memory.
  @Test(arguments: [
    ("mapped_tensor", "10 GiB"), ("huge_explanation", "at most 1 GiB"), ("many_figures", "at most 10000"),
  ])
  func largeAnswers(_ entryPoint: String, _ expected: String) throws {
    let error = try #require(rogue.failure(entryPoint))
    #expect(error.code == .limitReached)
    #expect(error.description.contains(expected), "\(error)")
    #expect(error.remedy != nil)
  }

  /// Errors of the model's functions reach the user as the host worded them, through a plugin that passes them on.
  @Test(arguments: [
    ("bad_site", "layers.0.residual.pots", ErrorCode.badParameter), ("bad_id", "123456789", .badParameter),
    ("bad_width", "[1, 3]", .badShape), ("bad_text", "not UTF-8", .badText),
    ("pass_shape", "the tensor 'mine' does not fit 'embeddings.tokens'", .badShape),
  ])
  func hostErrors(_ entryPoint: String, _ expected: String, _ code: ErrorCode) throws {
    let error = try #require(rogue.failure(entryPoint))
    #expect(error.code == code)
    #expect(error.description.contains(expected), "\(error)")
  }

  /// A plugin's own error arrives whole.
  @Test func ownError() {
    #expect(
      rogue.failure("fails")
        == ExplainerError(
          .badText, "the text has no verb", expected: "a verb", found: "none", remedy: "add one"))
  }

  /// An error's words cannot steer a terminal.
  @Test func escapes() throws {
    let text = try #require(rogue.failure("escapes")).description
    #expect(text.contains("owned") && text.contains("gone"))
    #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 })
  }

  /// A tensor that goes with a pass may be given back as soon as the pass is over, and its numbers stay in the traces.
  @Test func tensorsOfPasses() throws {
    #expect(try rogue.run("pass_fine").explanation.result["well"] == true)
    #expect(try rogue.run("pass_unreleased").explanation.result["well"] == true)
  }

  /// Numbers that no value has lead nowhere, a text may change once it is parsed, and documents may be left unreleased.
  @Test(arguments: ["document_misuse", "document_unreleased"]) func documents(_ entryPoint: String) throws {
    #expect(try rogue.run(entryPoint, texts: ["a text"]).explanation.result["well"] == true)
  }

  /// A file that a call does not lend is a status, whatever it is called.
  @Test func noFiles() throws { #expect(try rogue.run("files_none").explanation.result["well"] == true) }

  /// Strided tensors arrive dense.
  @Test func strided() throws {
    let tensor = try #require(try rogue.run("strided").explanation.tensors.first).tensor
    #expect(tensor.shape == [3, 2])
    #expect(tensor.values == [1, 4, 2, 5, 3, 6])
  }

  /// Infinities are numbers: attention hides entries with them.
  @Test func infinities() throws {
    let tensor = try #require(try rogue.run("infinite").explanation.tensors.first).tensor
    #expect(tensor.values == [.infinity, -.infinity])
  }

  /// Threads that go on after `run` has returned, and call the host, change nothing of the answer.
  @Test func lateThreads() throws {
    for _ in 0..<3 {
      let explanation = try rogue.run("late_thread").explanation
      #expect(explanation.result["well"] == true)
      #expect(explanation.tensors.map(\.name) == ["mine"])
    }
  }

  /// Traces that are never released cost the worker memory and nobody else anything.
  @Test func unreleasedTraces() throws {
    #expect(try rogue.run("unreleased").explanation.result["well"] == true)
  }

  /// A library that does not end while it is loaded, or takes all memory, is refused where it is installed; nobody is told to
  /// allow it more.
  @Test(arguments: [
    ("pause()", "ran longer than 1 seconds"), ("memset(malloc(1 << 20), 1, 1 << 20)", "64 MiB"),
  ])
  func loading(_ body: String, _ expected: String) throws {
    let folder = TemporaryFolder()
    var plugin = CompiledPlugin()
    plugin.declarations = """
      #include <stdlib.h>
      #include <string.h>
      #include <unistd.h>
      __attribute__((constructor)) static void load(void) { for (;;) \(body); }
      """
    let library = try plugin.make(in: folder.path)
    var inspector = PluginInspector(TrialRegistry().installation)
    inspector.loading = Limits(seconds: body == "pause()" ? 1 : 60, memory: 64 << 20)
    let error = #expect(throws: ExplainerError.self) {
      try inspector.describe(LibraryReference(name: "libodd.so", path: library))
    }
    #expect(error?.code == .limitReached && error?.description.contains(expected) == true, "\(error as Any)")
    #expect(error?.remedy?.contains("--") == false)
  }

  /// A library without the function, of another ABI, that does not want to serve, or whose table is short of something,
  /// is refused.
  @Test(arguments: [
    ("explainer_plugin_absent", ErrorCode.pluginUnavailable, "has no function"),
    ("explainer_plugin_future", .incompatiblePlugin, "wants ABI 2.0, this host has 1.0"),
    ("explainer_plugin_unwilling", .pluginUnavailable, "cannot serve"),
    ("explainer_plugin_newer", .incompatiblePlugin, "wants ABI 1.1, this host has 1.0"),
    ("explainer_plugin_no_run", .incompatiblePlugin, "has no run function"),
    ("explainer_plugin_no_descriptor", .incompatiblePlugin, "malformed descriptor"),
    ("explainer_plugin_null_descriptor", .incompatiblePlugin, "malformed descriptor"),
    ("explainer_plugin_endless_descriptor", .incompatiblePlugin, "malformed descriptor: it has 9"),
    ("explainer_plugin_negative_descriptor", .incompatiblePlugin, "malformed descriptor"),
    ("explainer_plugin_not_json", .incompatiblePlugin, "malformed descriptor"),
    ("explainer_plugin_other_descriptor", .incompatiblePlugin, "malformed descriptor"),
    ("explainer_plugin_crashing", .pluginFault, "SIGSEGV"),
  ])
  func refused(_ symbol: String, _ code: ErrorCode, _ expected: String) throws {
    let error = try #require(rogue.failure("fine", symbol: symbol))
    #expect(error.code == code)
    #expect(error.description.contains(expected), "\(error)")
  }
}

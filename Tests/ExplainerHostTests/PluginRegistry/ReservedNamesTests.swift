@testable import ExplainerHost
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Files
import JSON
import Testing
@testable import PluginRegistry

/// A script goes on meaning what it meant, whatever others' plugins call themselves.
@Suite struct ReservedNamesTests {
  private let trial = TrialRegistry()

  init() throws {
    try FileSystem.makeFolder("\(trial.folder.path)/here")
    trial.folder.write(Self.registry([]), to: "here/registry.json")
  }

  @discardableResult private func install(
    _ explainer: String, _ plugin: String, _ entryPoints: [String]...
  ) throws -> PluginInstaller.Outcome {
    let library = try CompiledPlugin(explainer: explainer, plugin: plugin, entryPoints: entryPoints)
      .make(in: "\(trial.folder.path)/build")
    return try PluginInstaller(trial.installation, registry: trial.path).install(library)
  }

  /// What a name means, in full.
  private func meaning(_ name: String) throws -> String {
    try Registry(trial.installation).entryPoint(named: name).qualifiedName
  }

  /// Nobody's explainer can be called as the program's own, or as one of its entry points: what is said of it would be
  /// taken for what is said of the program's.
  @Test(arguments: ["lm_layers_explainer", "predictions", "logit_lens", "attention_head_view"])
  func explainers(_ name: String) throws {
    do {
      try install(name, "odd", ["odd"])
      Issue.record("installed")
    } catch let error as ExplainerError {
      #expect(
        error.code == .badParameter && error.message.contains("'\(name)', a name that belongs to the program")
      )
      #expect(error.remedy != nil)
    }
    #expect(try Registry(trial.installation).explainers == ["lm_layers_explainer"])
  }

  /// Entry points and other names that the program has are the program's, and the plugin's are reached in full; that is
  /// said where it is installed.
  @Test(
    arguments: [
      (["predictions"], "predictions", "lm_layers_explainer/predictions"),
      (["odd", "rankings"], "rankings", "lm_layers_explainer/rankings"),
      (["logit_lens"], "logit_lens", "lm_layers_explainer/predictions"),
      (["odd", "logit_lens"], "logit_lens", "lm_layers_explainer/predictions"),
    ])
  func ownFirst(_ names: [String], _ name: String, _ own: String) throws {
    let before = try meaning(name)
    let outcome = try install("odd", "odd", names)
    #expect(before == own && outcome.notes == ["'\(name)' means \(own); say 'odd/\(names[0])' for the other"])
    #expect(try meaning(name) == own)
    #expect(try meaning("odd/\(name)") == "odd/\(names[0])")
    #expect(try Registry(trial.installation).conflicts == outcome.notes)
  }

  /// Of others' the one that was there first keeps a name, and which that is is said of the later one.
  @Test func othersInOrder() throws {
    try install("one", "first", ["same", "also"])
    let outcome = try install("two", "second", ["same", "also"])
    #expect(outcome.notes.count == 2)
    #expect(try meaning("same") == "one/same" && meaning("also") == "one/same")
    #expect(try meaning("two/same") == "two/same" && meaning("two/also") == "two/same")
  }

  /// A name that an entry point is only also called by is not taken from it by one of that name, which is refused.
  ///
  /// Scripts that use it would ask something else from then on. The other way round changes nothing.
  @Test func aliases() throws {
    try install("one", "first", ["plain", "besides"])
    #expect(throws: ExplainerError.self) { try install("two", "second", ["besides"]) }
    #expect(try meaning("besides") == "one/plain")
    #expect(try install("three", "third", ["other", "plain"]).notes.count == 1)
    #expect(try meaning("plain") == "one/plain")
  }

  /// In a registry written by hand an entry point of a name comes before one that is also called so.
  @Test func exactFirst() throws {
    trial.folder.write(
      Self.registry([("one", "first", ["plain", "besides"]), ("two", "second", ["besides"])]),
      to: "by_hand.json")
    let registry = try Registry(
      Installation(
        executable: BuildProducts.executable,
        environment: ["EXPLAINER_REGISTRY": "\(trial.folder.path)/by_hand.json"]))
    #expect(try registry.entryPoint(named: "besides").qualifiedName == "two/besides")
    #expect(registry.conflicts == ["'besides' means two/besides; say 'one/plain' for the other"])
  }

  /// A registry written by hand cannot put anything in the place of what is the program's: it is left out, and said.
  @Test func leftOut() throws {
    trial.folder.write(
      Self.registry([("lm_layers_explainer", "predictions", ["predictions"]), ("odd", "odd", ["odd"])]),
      to: "by_hand.json")
    let registry = try Registry(
      Installation(
        executable: BuildProducts.executable,
        environment: ["EXPLAINER_REGISTRY": "\(trial.folder.path)/by_hand.json"]))
    #expect(
      registry.warnings.count == 1 && registry.warnings[0].contains("is left out"), "\(registry.warnings)")
    #expect(
      try registry.entryPoint(named: "lm_layers_explainer/predictions").plugin.descriptor.license
        == "Apache-2.0")
    #expect(try registry.entryPoint(named: "odd").isBuiltIn == false)
  }

  /// A registry that is named after the user's hides all that shares a name with it, however many these are.
  @Test func hidesAll() throws {
    let first = trial.folder.write(
      Self.registry([("odd", "one", ["a"]), ("odd", "two", ["b"])]), to: "first.json")
    let second = trial.folder.write(Self.registry([("odd", "three", ["a", "b"])]), to: "second.json")
    let registry = try Registry(
      Installation(
        executable: BuildProducts.executable, environment: ["EXPLAINER_REGISTRY": "\(first):\(second)"]))
    #expect(registry.warnings.count == 2)
    #expect(registry.entries.filter { $0.descriptor.explainer == "odd" }.map(\.descriptor.name) == ["three"])
  }

  /// A registry that is named twice is read once.
  @Test func twice() throws {
    let path = trial.folder.write(Self.registry([("odd", "odd", ["odd"])]), to: "first.json")
    let registry = try Registry(
      Installation(
        executable: BuildProducts.executable, environment: ["EXPLAINER_REGISTRY": "\(path):\(path)"]))
    #expect(registry.warnings.isEmpty && registry.entries.count { $0.descriptor.explainer == "odd" } == 1)
  }

  private static func registry(_ plugins: [(explainer: String, plugin: String, names: [String])]) -> String {
    let entries: [JSONValue] = plugins.map { explainer, plugin, names in
      var object =
        CompiledPlugin(explainer: explainer, plugin: plugin, entryPoints: [names]).descriptor.object ?? [:]
      object["library"] = "libodd.so"
      return .object(object)
    }
    return JSONValue.object(["schema": "explainer/registry/1", "plugins": .array(entries)]).text(pretty: true)
  }
}

import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Foundation
import Testing
@testable import PluginHost
@testable import PluginRegistry

@Suite struct RegistryTests {
  /// An installation that reads the program's registry and then the one at `path`.
  private func installation(_ path: String) -> Installation {
    Installation(executable: BuildProducts.executable, environment: ["EXPLAINER_REGISTRY": path])
  }

  private func failure(_ text: String) -> ExplainerError? {
    let folder = TemporaryFolder()
    let path = folder.write(text, to: "registry.json")
    do {
      _ = try Registry(installation(path))
      return nil
    } catch { return error }
  }

  static func plugin(_ members: String = "", name: String = "odd", entry: String = "odd") -> String {
    """
    {"schema": "explainer/registry/1", "plugins": [{"explainer": "odd", "plugin": "\(name)", "version": "1.0.0",
      "license": "MIT", "library": "libodd.so"\(members),
      "entry_points": [{"name": "\(entry)", "summary": "is odd", "fits": ["causal"]}]}]}
    """
  }

  /// Something in the place of the user's registry that is no file is refused; nothing there is none.
  @Test(arguments: ["folder", "pipe", "nothing"]) func noFile(_ kind: String) throws {
    let folder = TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/explainer", withIntermediateDirectories: false)
    let path = "\(folder.path)/explainer/registry.json"
    if kind == "folder" {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }
    if kind == "pipe" { #expect(mkfifo(path, 0o600) == 0) }
    let installation = Installation(
      executable: BuildProducts.executable, environment: ["XDG_CONFIG_HOME": folder.path])
    guard kind != "nothing" else {
      #expect(try !Registry(installation).entries.isEmpty)
      return
    }
    let error = #expect(throws: ExplainerError.self) { try Registry(installation) }
    #expect(error?.location.first?.hasPrefix(path) == true, "\(String(describing: error))")
  }

  /// The program's own registry offers the entry points and their aliases, without any code being loaded.
  @Test func ownRegistry() throws {
    let registry = try Registry(Installation(executable: BuildProducts.executable, environment: [:]))
    #expect(registry.explainers == ["lm_layers_explainer"])
    for name in [
      "predictions", "logit_lens", "lm_layers_explainer/predictions", "lm_layers_explainer/logit_lens",
    ] {
      #expect(try registry.entryPoint(named: name).qualifiedName == "lm_layers_explainer/predictions")
    }
  }

  /// Ten thousand plugins, all with a name of their own and one they share, and twenty thousand entry points of one plugin
  /// are read, and what they quarrel about is told, in seconds: nobody compares each with all others.
  @Test(.timeLimit(.minutes(10))) func many() throws {
    let folder = TemporaryFolder()
    func entry(_ name: String) -> String {
      "{\"name\": \"\(name)\", \"summary\": \"s\", \"fits\": [\"causal\"]}"
    }
    func plugin(_ name: String, _ entries: [String]) -> String {
      "{\"library\": \"l.so\", \"explainer\": \"\(name)\", \"plugin\": \"\(name)\", \"version\": \"1.0.0\", "
        + "\"license\": \"MIT\", \"entry_points\": [\(entries.joined(separator: ","))]}"
    }
    let plugins =
      (0..<10_000).map { plugin("p\($0)", [entry("shared"), entry("n\($0)")]) }
      + [plugin("great", (0..<20_000).map { entry("m\($0)") })]
    let path = folder.write(
      "{\"schema\": \"explainer/registry/1\", \"plugins\": [\(plugins.joined(separator: ",\n"))]}",
      to: "registry.json")
    let registry = try Registry(installation(path))
    #expect(registry.conflicts.count == 9_999)
    #expect(registry.conflicts.first == "'shared' means p0/shared; say 'p1/shared' for the other")
    #expect(registry.pluginsByExplainer.count == 10_002)
    #expect(try registry.entryPoint(named: "m19999").qualifiedName == "great/m19999")
  }

  /// A registry whose values would fill the memory is refused before they do, and one that is too long before it is read.
  @Test func tooLarge() throws {
    let hollow =
      "{\"schema\": \"explainer/registry/1\", \"plugins\": [" + String(repeating: "[],", count: 2_000_000)
    let error = try #require(failure(hollow + "0]}"))
    #expect(error.code == .limitReached && error.message.contains("192 MiB in memory"), "\(error)")
    let long = try #require(failure(hollow + String(repeating: " ", count: 64 << 20)))
    #expect(long.code == .limitReached && long.expected == "at most \(64 << 20) bytes", "\(long)")
  }

  /// An unknown entry point is answered with the nearest.
  @Test func suggestion() throws {
    let registry = try Registry(Installation(executable: BuildProducts.executable, environment: [:]))
    do {
      _ = try registry.entryPoint(named: "predictons")
      Issue.record("found")
    } catch {
      #expect(error.code == .badParameter)
      #expect(error.remedy == "did you mean 'predictions'?")
    }
  }

  /// A registry that is no JSON is refused with line and column.
  @Test func notJSON() throws {
    let error = try #require(failure("{\n  \"schema\": oops }"))
    #expect(error.code == .badData)
    #expect(error.description.contains("registry.json:2:13"))
  }

  /// A registry that is JSON but no registry says what is wrong and where.
  @Test(arguments: [
    ("[]", "not a registry of this version"),
    ("{\"schema\": \"explainer/registry/9\"}", "explainer/registry/9"),
    ("{\"schema\": \"explainer/registry/1\"}", "no array 'plugins'"),
    (
      "{\"schema\": \"explainer/registry/1\", \"plugins\": [\n 1e999]}",
      "registry.json:2:2: the number is too large"
    ),
    ("{\"schema\": \"\\ud800\"}", "registry.json:1:13: a string has half a character"),
    (
      "{\"schema\": \"explainer/registry/1\", \"plugins\": [\n 3]}",
      "registry.json:2:2: a plugin is a whole number"
    ),
    ("{\"schema\": \"explainer/registry/1\", \"plugins\": [{}]}", "registry.json:1:48: 'plugin' is missing"),
    (plugin(", \"sha256\": \"abc\""), "64 hexadecimal digits"),
  ])
  func malformed(_ text: String, _ expected: String) throws {
    let error = try #require(failure(text))
    #expect(error.code == .badData)
    #expect(error.description.contains(expected), "\(error)")
  }

  /// A registry that is asked for must be there.
  @Test func missing() {
    do {
      _ = try Registry(installation("/nowhere/registry.json"))
      Issue.record("found")
    } catch {
      #expect(error.code == .notFound)
      #expect(error.description.contains("/nowhere/registry.json"))
    }
  }

  /// A later registry may shadow a plugin that is not the program's, and says so.
  @Test func shadowing() throws {
    let folder = TemporaryFolder()
    let first = folder.write(Self.plugin(), to: "first.json")
    let second = folder.write(Self.plugin().replacing("MIT", with: "Zlib"), to: "second.json")
    let registry = try Registry(installation("\(first):\(second)"))
    #expect(registry.warnings == ["plugin 'odd' of \(second) hides that of \(first)"])
    #expect(try registry.entryPoint(named: "odd").plugin.descriptor.license == "Zlib")
  }

  /// What is hidden has no names any more: a third plugin may take those that the second does not have.
  @Test func hiddenNames() throws {
    let folder = TemporaryFolder()
    let two = Self.plugin().replacing(
      "\"entry_points\": [", with: "\"entry_points\": [{\"name\": \"other\", \"summary\": \"is other\"}, ")
    let paths = [
      folder.write(two, to: "first.json"), folder.write(Self.plugin(), to: "second.json"),
      folder.write(Self.plugin(name: "third", entry: "other"), to: "third.json"),
    ]
    let registry = try Registry(installation(paths.joined(separator: ":")))
    #expect(registry.warnings == ["plugin 'odd' of \(paths[1]) hides that of \(paths[0])"])
    #expect(try registry.entryPoint(named: "odd").plugin.registryPath == paths[1])
    #expect(try registry.entryPoint(named: "other").plugin.registryPath == paths[2])
  }

  /// A document says which library its answer is of: by the digest that the registry pins.
  @Test(arguments: [nil, String(repeating: "0a", count: 32)] as [String?]) func provenance(_ pin: String?)
    throws
  {
    let folder = TemporaryFolder()
    let path = folder.write(
      Self.plugin(pin.map { ", \"sha256\": \"\($0)\"" } ?? ""), to: "registry.json")
    let provenance = try Registry(installation(path)).entryPoint(named: "odd").plugin.provenance
    #expect(provenance == PluginProvenance(name: "odd", version: "1.0.0", sha256: pin))
  }

  /// A library that is missing, that anybody may write to, that wants another ABI, or whose content is not what is
  /// pinned, is refused before it is loaded; each with its remedy.
  @Test(
    arguments: [
      ("", nil, "is missing", ErrorCode.pluginUnavailable),
      ("", 0o666, "anybody may write", .pluginUnavailable),
      (", \"abi\": \"2.0\"", 0o644, "wants ABI 2.0, this host has 1.0", .incompatiblePlugin),
      (
        ", \"sha256\": \"\(String(repeating: "0", count: 64))\"", 0o644, "not the one the registry pins",
        .pluginUnavailable
      ),
    ] as [(String, UInt32?, String, ErrorCode)])
  func refusedLibraries(_ members: String, _ mode: UInt32?, _ expected: String, _ code: ErrorCode) throws {
    let folder = TemporaryFolder()
    let path = folder.write(Self.plugin(members), to: "registry.json")
    if let mode { Permissions.set(mode, of: folder.write("x", to: "libodd.so")) }
    let target = try Registry(installation(path)).entryPoint(named: "odd")
    do {
      try LibraryCheck.check(target.plugin)
      Issue.record("accepted")
    } catch {
      #expect(error.code == code)
      #expect(error.description.contains(expected), "\(error)")
      #expect(error.remedy != nil)
    }
  }

  /// A library that is a link out of the registry's folder is refused; one inside it is not.
  @Test func links() throws {
    let folder = TemporaryFolder(), elsewhere = TemporaryFolder()
    let outside = elsewhere.write("x", to: "libodd.so")
    let inside = folder.write("x", to: "libinside.so")
    for (target, expected) in [(outside, "a link out of the registry's folder" as String?), (inside, nil)] {
      symlink(target, "\(folder.path)/libodd.so")
      let entry = try Registry(installation(folder.write(Self.plugin(), to: "registry.json")))
        .entryPoint(named: "odd").plugin
      let error = Self.refusal(of: entry)
      #expect((error?.message.contains("link") ?? false) == (expected != nil))
      unlink("\(folder.path)/libodd.so")
    }
  }

  /// A folder anybody may write to, wherever it is on the way, lets the library be replaced: refused.
  @Test(arguments: [0o777, 0o1777, 0o755] as [UInt32]) func writableFolders(_ mode: UInt32) throws {
    let folder = TemporaryFolder()
    let path = folder.write(
      Self.plugin().replacing("libodd.so", with: "inner/libodd.so"), to: "registry.json")
    mkdir("\(folder.path)/inner", 0o755)
    Permissions.set(0o644, of: folder.write("x", to: "inner/libodd.so"))
    Permissions.set(mode, of: "\(folder.path)/inner")
    let error = Self.refusal(of: try Registry(installation(path)).entryPoint(named: "odd").plugin)
    #expect((error?.message == "anybody may write to a folder the library lies in") == (mode != 0o755))
  }

  /// Every folder on the way counts: who may write to one far up can put another in place of what is below.
  ///
  /// One like `/tmp`, where only owners replace what is theirs, is no such folder.
  @Test(
    arguments: [(0o777, true), (0o757, true), (0o1777, false), (0o755, false), (0o775, false)]
      as [(UInt32, Bool)], [1, 2, 3])
  func writableParents(_ mode: (UInt32, Bool), _ levels: Int) throws {
    let (bits, isRefused) = mode
    let folder = TemporaryFolder()
    let below = ["a", "a/b", "a/b/c", "a/b/c/d"][levels]
    for path in ["a", "a/b", "a/b/c", "a/b/c/d"].prefix(levels + 1) {
      mkdir("\(folder.path)/\(path)", 0o755)
      Permissions.set(0o755, of: "\(folder.path)/\(path)")
    }
    let registry = folder.write(
      Self.plugin().replacing("libodd.so", with: "\(below)/libodd.so"), to: "registry.json")
    Permissions.set(0o644, of: folder.write("x", to: "\(below)/libodd.so"))
    Permissions.set(bits, of: "\(folder.path)/a")
    let error = Self.refusal(of: try Registry(installation(registry)).entryPoint(named: "odd").plugin)
    #expect(error?.message == (isRefused ? "anybody may write to a folder the library lies in" : nil))
    #expect(error?.found == (isRefused ? "\(folder.path)/a" : nil))
    #expect(error?.remedy == (isRefused ? "run `chmod o-w '\(folder.path)/a'`" : nil))
  }

  /// A newer minor version of the ABI and an extension this host does not have are refused with what is there.
  @Test(arguments: [
    (", \"abi\": \"1.9\"", "wants ABI 1.9, this host has 1.0"),
    (
      ", \"required_extensions\": [\"explainer.gradient/7\"]",
      "needs 'explainer.gradient/7', which this host does not have"
    ),
    (
      ", \"required_extensions\": [\"explainer.pass/1\", \"explainer.pass/2\"]",
      "needs 'explainer.pass/2', which this host does not have"
    ),
  ])
  func newerPlugins(_ members: String, _ expected: String) throws {
    let folder = TemporaryFolder()
    let path = folder.write(Self.plugin(members), to: "registry.json")
    Permissions.set(0o644, of: folder.write("x", to: "libodd.so"))
    let error = Self.refusal(of: try Registry(installation(path)).entryPoint(named: "odd").plugin)
    #expect(error?.code == .incompatiblePlugin)
    #expect(error?.message == expected)
    #expect(error?.remedy == "upgrade explainer")
  }

  /// What this host has it does not refuse; the table behind each id is there.
  @Test func extensions() throws {
    let ids = HostExtensions.ids.map { "\"\($0)\"" }.joined(separator: ", ")
    let folder = TemporaryFolder()
    let path = folder.write(Self.plugin(", \"required_extensions\": [\(ids)]"), to: "registry.json")
    Permissions.set(0o644, of: folder.write("x", to: "libodd.so"))
    #expect(Self.refusal(of: try Registry(installation(path)).entryPoint(named: "odd").plugin) == nil)
    #expect(HostExtensions.ids.contains("explainer.pass/1"))
    #expect(HostExtensions.ids.allSatisfy { HostExtensions.table($0) != nil })
  }

  /// Two plugins of one registry that offer the same are refused, naming both libraries.
  @Test func duplicates() throws {
    let one = Self.plugin(), two = Self.plugin(name: "other")
    let entries = [one, two].map { $0.split(separator: "\"plugins\": [")[1].dropLast(2) }
    let text = "{\"schema\": \"explainer/registry/1\", \"plugins\": [\(entries.joined(separator: ", "))]}"
    let error = try #require(failure(text))
    #expect(error.code == .badData)
    #expect(error.message.components(separatedBy: "libodd.so").count == 3, "\(error)")
  }

  /// Mistakes in a plugin's entry are found with the line they are on.
  @Test(arguments: [
    ("\"version\": \"1.0.0\"", "\"version\": \"one\"", "'one' is no version"),
    ("\"plugin\": \"odd\"", "\"plugin\": \"../odd\"", "'../odd' is no name"),
    ("\"fits\": [\"causal\"]", "\"fits\": [\"magic\"]", "fits \"magic\""),
    ("\"summary\": \"is odd\"", "\"summary\": 3", "'summary' is a whole number, expected a string"),
    (
      "\"fits\": [\"causal\"]",
      "\"parameters\": [{\"name\": \"k\", \"type\": \"integer\", \"default\": \"x\", \"summary\": \"s\"}]",
      "its default \"x\" is not legal, expected a whole number"
    ),
    (
      "\"fits\": [\"causal\"]",
      "\"parameters\": [{\"name\": \"k\", \"type\": \"integer\", \"minimum\": \"x\", \"summary\": \"s\"}]",
      "'minimum' is a string, expected a number"
    ),
  ])
  func mistakes(_ right: String, _ wrong: String, _ expected: String) throws {
    let text = Self.plugin().replacing(",", with: ",\n").replacing(right, with: "\n" + wrong)
    let line = text.prefix(upTo: try #require(text.range(of: wrong)).lowerBound).count { $0 == "\n" } + 1
    let error = try #require(failure(text))
    #expect(error.description.contains("registry.json:\(line):"), "\(error)")
    #expect(error.description.contains(expected), "\(error)")
  }

  private static func refusal(of entry: RegistryEntry) -> ExplainerError? {
    do {
      try LibraryCheck.check(entry)
      return nil
    } catch { return error }
  }
}

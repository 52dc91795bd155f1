import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Testing

@testable import ExplainerHost

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

  /// A later registry may shadow a plugin, and says so.
  @Test func shadowing() throws {
    let folder = TemporaryFolder()
    let text = Self.plugin(name: "predictions", entry: "predictions")
    let own = String(text.replacing("\"explainer\": \"odd\"", with: "\"explainer\": \"lm_layers_explainer\""))
    let registry = try Registry(installation(folder.write(own, to: "registry.json")))
    #expect(registry.warnings.count == 1)
    #expect(registry.warnings[0].contains("hides"))
    #expect(try registry.entryPoint(named: "predictions").plugin.descriptor.license == "MIT")
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
}

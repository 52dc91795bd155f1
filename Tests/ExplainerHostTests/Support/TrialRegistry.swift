@testable import ExplainerHost
import Diagnostics
import ExplainerTestSupport
import Files
@testable import PluginRegistry

/// A registry of a test's own, which things are installed into and run from.
struct TrialRegistry {
  let folder = TemporaryFolder()

  var path: String { "\(folder.path)/here/registry.json" }
  /// The program with this registry beside its own.
  var installation: Installation {
    Installation(executable: BuildProducts.executable, environment: ["EXPLAINER_REGISTRY": path])
  }

  func installer() throws -> PluginInstaller { try PluginInstaller(installation, registry: path) }

  /// The plugin of the entry point that `name` means.
  func plugin(_ name: String = "odd") throws -> RegistryEntry {
    try Registry(installation).entryPoint(named: name).plugin
  }

  /// Why `body` fails; nil where it does not.
  func failure(_ body: () throws -> Void) -> ExplainerError? {
    do {
      try body()
      return nil
    } catch { return error as? ExplainerError }
  }
}

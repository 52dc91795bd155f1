import Diagnostics
import ExplainerCore
import PluginRegistry

/// A plugin whose library is loaded, whatever it is: one of the ABI, or plain C functions.
protocol LoadedPlugin: Sendable {
  /// Runs one entry point.
  ///
  /// - Returns: the explanation's JSON, unread, and the tensors.
  func run(
    _ entryPoint: String, _ request: ExplanationRequest, model: any Model, reporter: any Reporter,
    wantsTensors: Bool
  ) throws -> PluginAnswer
}

extension PluginLibrary: LoadedPlugin {}
extension FunctionLibrary: LoadedPlugin {}

extension RegistryEntry {
  /// Loads the library and compares it with what the registry says.
  ///
  /// - Throws: `pluginUnavailable` or `incompatiblePlugin`, naming the library and the remedy.
  func load() throws(ExplainerError) -> any LoadedPlugin {
    functions == nil ? try PluginLibrary(self) : try FunctionLibrary(self)
  }
}

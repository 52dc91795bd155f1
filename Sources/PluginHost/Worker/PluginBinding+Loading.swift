import Diagnostics
import ForeignFunctions
import PluginRegistry

extension PluginBinding {
  /// Loads the library and compares it with what the registry says.
  ///
  /// - Throws: `pluginUnavailable` or `incompatiblePlugin`, naming the library and the remedy.
  func load() throws(ExplainerError) -> any LoadedPlugin {
    switch content {
    case .functions(let entry): return try FunctionLibrary(entry)
    case .descriptor(let digest):
      let library = try PluginLibrary(reference)
      guard Self.digest(library.descriptor) == digest else {
        throw ExplainerError(
          .incompatiblePlugin, "does not say of itself what \(registryPath) says of it",
          at: [reference.label], remedy: "rebuild the plugin, or update its entry in the registry")
      }
      return library
    }
  }
}

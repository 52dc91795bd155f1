import Diagnostics
import ExplainerCore

extension PluginCandidate {
  /// Looks for the functions of `description` in the library at `library`, in a worker.
  ///
  /// - Throws: as `PluginInspector.check`, about the description.
  init(
    _ description: FunctionsDescription, library: String, inspector: PluginInspector
  ) throws(ExplainerError) {
    descriptor = description.descriptor
    members = description.plugin
    let entry = RegistryEntry(
      descriptor: description.descriptor, library: description.library, libraryPath: library, baseFolder: nil,
      symbol: "", abi: ABIVersion.current.text, sha256: nil, package: nil, registryPath: description.path,
      functions: description.functions)
    do { try inspector.check(entry) } catch {
      var error = error
      error.place = [description.libraryPath]
      throw error
    }
  }
}

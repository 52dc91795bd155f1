package import Diagnostics
package import ExplainerCore
import Files
package import PluginHost
import PluginRegistry

extension LentFile {
  /// A file of a plugin's package, as it is now.
  ///
  /// - Throws: `pluginUnavailable` where it is missing.
  init(_ file: DataFile, of plugin: RegistryEntry) throws(ExplainerError) {
    guard let path = FileSystem.resolved(file.path), let stamp = FileSystem.stamp(path) else {
      throw ExplainerError(
        .pluginUnavailable, "\(file.name), which goes beside the library, is missing",
        at: [plugin.reference.label],
        remedy:
          "'explainer update \(plugin.descriptor.explainer)/\(plugin.descriptor.name)' installs it again")
    }
    self.init(file.name, path: path, stamp: stamp)
  }

  /// The file at `path` that somebody gave to `parameter`, as it is now.
  ///
  /// - Parameters:
  ///   - path: where it lies, seen from `folder` where it is relative.
  ///   - parameter: what it was given to, by whose name the plugin asks for it.
  ///   - folder: nil is the current one.
  /// - Throws: `notFound`, `inputOutput` where it is no plain file or cannot be read, `limitReached` where it is larger than the
  ///   parameter takes, with the parameter's name.
  package init(
    given path: String, to parameter: Parameter, in folder: String? = nil
  ) throws(ExplainerError) {
    let path = path.hasPrefix("/") ? path : folder.map { "\($0)/\(path)" } ?? path
    do throws(ExplainerError) {
      guard let resolved = FileSystem.resolved(path) else {
        throw ExplainerError(.notFound, "no such file", at: [path])
      }
      let stamp = try FileSystem.stamp(ofPlainFile: resolved, limit: parameter.maximumBytes)
      self.init(parameter.name, path: resolved, stamp: stamp)
    } catch {
      var error = error
      error.location = [path]
      error.message = "'\(parameter.name)': \(error.message)"
      throw error
    }
  }
}

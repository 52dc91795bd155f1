import CWorkerSystem
package import Diagnostics
import ExplainerCore
import JSON
import PluginHost
package import PluginRegistry
import Sandbox

/// Asks libraries what they are, each in a worker of its own: the program itself never loads a plugin.
package struct PluginInspector: LibraryInspector {
  /// The seconds that a library may take to be loaded and to say what it is.
  static let loadingSeconds = 8.0
  /// The memory that it may take for that, in bytes, where as much is available.
  static let loadingMemory = 1 << 30

  let installation: Installation
  /// What a library may use to be loaded and to say what it is.
  var loading = Limits(seconds: loadingSeconds, memory: loadingMemory)
  /// The limits of what is asked beside that.
  var limits = Limits(seconds: 60)

  /// An inspector whose workers are those of `installation`.
  package init(_ installation: Installation) { self.installation = installation }

  /// Loads `library` in a worker and gives what it says of itself.
  ///
  /// - Throws: as `PluginLibrary`; `pluginFault` where it crashes while it is loaded.
  package func describe(_ library: LibraryReference) throws(ExplainerError) -> LibraryDescription {
    let answer = try load(.describe(library))
    guard let descriptor = answer["descriptor"], let abi = answer["abi"]?.string else {
      throw ExplainerError(.pluginFault, "said nothing of itself", at: [library.label])
    }
    do { return LibraryDescription(descriptor: try PluginDescriptor(json: descriptor), abi: abi) } catch {
      throw ExplainerError(
        .incompatiblePlugin, "has a malformed descriptor: \(error.reason)", at: [library.label])
    }
  }

  /// Loads the library of `entry` in a worker and compares it with what the registry says: the descriptor of a plugin,
  /// the names of plain C functions.
  ///
  /// - Throws: `pluginUnavailable` or `incompatiblePlugin` where they differ, `pluginFault` where it crashes while it is
  ///   loaded.
  package func check(_ entry: RegistryEntry) throws(ExplainerError) {
    _ = try load(.bind(PluginBinding(entry)))
  }

  /// Does `task`, which loads a library and no more, within the limits of that.
  private func load(_ task: WorkerTask) throws(ExplainerError) -> JSONValue {
    var limits = loading
    limits.memory = min(limits.memory ?? .max, MemoryShare.call.bytes(of: worker_available_memory()))
    do { return try WorkerClient.answer(to: task, installation, limits) } catch {
      guard error.code == .limitReached else { throw error }
      // Nobody can allow it more.
      var error = error
      error.remedy = "its author has to mend it: being loaded, a library should do next to nothing"
      throw error
    }
  }

  /// Does `task` in a worker and gives its answer; what the plugin prints is dropped.
  func ask(_ task: WorkerTask) throws(ExplainerError) -> JSONValue {
    try WorkerClient.answer(to: task, installation, limits)
  }
}

import CWorkerSystem
import Diagnostics
import ExplainerCore
import JSON
import Synchronization

/// Asks libraries what they are, each in a worker of its own: the program itself never loads a plugin.
struct PluginInspector: Sendable {
  /// What a library says of itself.
  struct Description: Sendable, Hashable {
    var descriptor: PluginDescriptor
    /// The version of the boundary it was built for: `1.0`.
    var abi: String
  }

  let installation: Installation
  var limits = Limits(seconds: 60)

  /// Loads `library` in a worker and gives what it says of itself.
  ///
  /// - Throws: as `PluginLibrary`; `pluginFault` where it crashes while it is loaded.
  func describe(_ library: LibraryReference) throws(ExplainerError) -> Description {
    let answer = try ask(.describe(library))
    guard let descriptor = answer["descriptor"], let abi = answer["abi"]?.string else {
      throw ExplainerError(.pluginFault, "said nothing of itself", at: [library.place])
    }
    do { return Description(descriptor: try PluginDescriptor(json: descriptor), abi: abi) } catch {
      throw ExplainerError(
        .incompatiblePlugin, "has a malformed descriptor: \(error.reason)", at: [library.place])
    }
  }

  /// Loads the library of `entry` in a worker and compares it with what the registry says: the descriptor of a plugin,
  /// the names of plain C functions.
  ///
  /// - Throws: `pluginUnavailable` or `incompatiblePlugin` where they differ, `pluginFault` where it crashes while it is
  ///   loaded.
  func check(_ entry: RegistryEntry) throws(ExplainerError) { _ = try ask(.bind(entry)) }

  /// Does `task` in a worker and gives its answer; what the plugin prints is dropped.
  func ask(_ task: WorkerTask) throws(ExplainerError) -> JSONValue {
    let answer = Mutex(JSONValue.null)
    let client = WorkerClient(
      executable: installation.executable, environment: installation.environment, limits: limits,
      receive: { message in if case .answer(let json) = message { answer.withLock { $0 = json } } },
      echo: { _ in })
    try client.run(
      task, within: Confinement(limits, memory: MemoryShare.call.bytes(of: worker_available_memory())))
    return answer.withLock { $0 }
  }
}

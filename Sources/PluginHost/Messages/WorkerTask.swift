import ForeignFunctions
import Checkpoints
package import JSON
package import PluginRegistry

/// What a worker can be asked to do.
package enum WorkerTask: Sendable, Hashable {
  /// Run an entry point.
  case run(PluginCall)
  /// Load a library and tell what it says of itself.
  case describe(LibraryReference)
  /// Try a plugin against the contract.
  case conform(ConformanceTrial)
  /// Load the library of an entry and compare it with what the registry says.
  case bind(RegistryEntry)

  /// The library it is about.
  package var library: LibraryReference {
    switch self {
    case .run(let call): call.plugin.reference
    case .describe(let library): library
    case .conform(let trial): trial.library
    case .bind(let entry): entry.reference
    }
  }

  /// What the worker does, for messages: `running predictions`.
  package var activity: String {
    switch self {
    case .run(let call): "running \(call.entryPoint)"
    case .describe, .bind: "being loaded"
    case .conform(let trial): "being tried (\(trial.check.rawValue))"
    }
  }

  /// The files it loads code from, or a later task for the same worker does, beside which further ones may lie that
  /// these need.
  package var files: [String] {
    if case .run(let call) = self, let libraries = call.sharing?.libraries, !libraries.isEmpty {
      return libraries
    }
    return [library.path]
  }

  /// The folders of the models it loads.
  package var modelFolders: [String] {
    switch self {
    case .run(let call): [call.model.directory]
    case .describe, .bind: []
    case .conform(let trial): trial.call.map { [$0.model.directory] } ?? []
    }
  }

  /// What a reader can do where it crashes.
  package var crashRemedy: String {
    if case .run(let call) = self, let function = call.plugin.functions?[call.entryPoint] {
      return "check the signature of '\(function.symbol)' in \(call.plugin.registryPath), which says "
        + function.declaration
    }
    return "this is a fault of the plugin; nothing was written"
  }

  package var json: JSONValue {
    switch self {
    case .run(let call): ["run": call.json]
    case .describe(let library): ["describe": library.json]
    case .conform(let trial): ["conform": trial.json]
    case .bind(let entry): ["bind": entry.json]
    }
  }

  /// Reads the task that this same program wrote.
  package init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json, "the task")
    switch reader.object.keys.first {
    case "run": self = .run(try reader.member("run", PluginCall.init(json:)))
    case "describe": self = .describe(try reader.member("describe", LibraryReference.init(json:)))
    case "conform": self = .conform(try reader.member("conform", ConformanceTrial.init(json:)))
    default: self = .bind(try reader.member("bind", RegistryEntry.init(json:)))
    }
  }
}

import Checkpoints
import JSON

/// What a worker can be asked to do.
enum WorkerTask: Sendable, Hashable {
  /// Run an entry point.
  case run(PluginCall)
  /// Load a library and tell what it says of itself.
  case describe(LibraryReference)
  /// Try a plugin against the contract.
  case conform(ConformanceTrial)

  /// The library it is about.
  var library: LibraryReference {
    switch self {
    case .run(let call): call.plugin.reference
    case .describe(let library): library
    case .conform(let trial): trial.library
    }
  }

  /// What the worker does, for messages: `running predictions`.
  var activity: String {
    switch self {
    case .run(let call): "running \(call.entryPoint)"
    case .describe: "being loaded"
    case .conform(let trial): "being tried (\(trial.check.rawValue))"
    }
  }

  /// The files it loads code from, beside which further ones may lie that these need.
  var files: [String] { [library.path] }

  /// The folders of the models it loads.
  var modelFolders: [String] {
    switch self {
    case .run(let call): [call.model.directory]
    case .describe: []
    case .conform(let trial): trial.call.map { [$0.model.directory] } ?? []
    }
  }

  var json: JSONValue {
    switch self {
    case .run(let call): ["run": call.json]
    case .describe(let library): ["describe": library.json]
    case .conform(let trial): ["conform": trial.json]
    }
  }

  /// Reads the task that this same program wrote; nil where it is not one.
  init?(json: JSONValue) {
    if let call = json["run"].flatMap(PluginCall.init(json:)) {
      self = .run(call)
    } else if let library = json["describe"].flatMap(LibraryReference.init(json:)) {
      self = .describe(library)
    } else if let trial = json["conform"].flatMap(ConformanceTrial.init(json:)) {
      self = .conform(trial)
    } else {
      return nil
    }
  }
}

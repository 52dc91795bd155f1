import ForeignFunctions
package import Checkpoints
package import JSON
package import PluginRegistry

/// What a worker can be asked to do.
package enum WorkerTask: Sendable, Hashable {
  /// Run an entry point.
  case run(RunRequest)
  /// Load a library and tell what it says of itself.
  case describe(LibraryReference)
  /// Try a plugin against the contract.
  case conform(ConformanceTrial)
  /// Load a plugin and compare it with what the registry says.
  case bind(PluginBinding)
  /// Cut a text into tokens, as a model does.
  case tokenize(ModelLocation, String)

  /// The library it is about; nil for what needs none.
  private var library: LibraryReference? {
    switch self {
    case .run(let call): call.plugin.reference
    case .describe(let library): library
    case .conform(let trial): trial.library
    case .bind(let plugin): plugin.reference
    case .tokenize: nil
    }
  }

  /// What it is about, for messages.
  package var subject: WorkerSubject {
    if case .tokenize(let model, _) = self { return WorkerSubject(model: model.id) }
    var subject = WorkerSubject(label: library?.label ?? "", name: library?.name ?? "", activity: activity)
    if let crashRemedy { subject.crashRemedy = crashRemedy }
    return subject
  }

  /// What the worker does, for messages: `running predictions`.
  private var activity: String {
    switch self {
    case .run(let call): "running \(call.entryPoint)"
    case .describe, .bind: "being loaded"
    case .conform(let trial): "being tried (\(trial.check.rawValue))"
    case .tokenize: "being read"
    }
  }

  /// The files it loads code from, or a later task for the same worker does, beside which further ones may lie that
  /// these need.
  package var files: [String] {
    if case .run(let call) = self, let libraries = call.sharing?.libraries, !libraries.isEmpty {
      return libraries
    }
    return library.map { [$0.path] } ?? []
  }

  /// The folders of the models it loads.
  package var modelFolders: [String] {
    switch self {
    case .run(let call): call.model.folders
    case .describe, .bind: []
    case .tokenize(let model, _): model.folders
    case .conform(let trial): trial.call?.model.folders ?? []
    }
  }

  /// The files that the call it is about lends.
  package var lentFiles: [LentFile] {
    switch self {
    case .run(let call): call.files
    case .conform(let trial): trial.call?.files ?? []
    case .describe, .bind, .tokenize: []
    }
  }

  /// What a reader can do where it crashes, if it is not what it is of any plugin.
  private var crashRemedy: String? {
    if case .run(let call) = self, let function = call.plugin.signature(of: call.entryPoint) {
      return "check the signature of '\(function.symbol)' in \(call.plugin.registryPath), which says "
        + function.declaration
    }
    if !lentFiles.isEmpty {
      return
        "this is a fault of the plugin, unless a file it was given was cut meanwhile; nothing was written"
    }
    return nil
  }

  package var json: JSONValue {
    switch self {
    case .run(let call): ["run": call.json]
    case .describe(let library): ["describe": library.json]
    case .conform(let trial): ["conform": trial.json]
    case .bind(let plugin): ["bind": plugin.json]
    case .tokenize(let model, let text): ["tokenize": ["model": model.json, "text": .string(text)]]
    }
  }

  /// The request of the call that it is about; nil where it is about none.
  package var request: EncodedRequest? {
    switch self {
    case .run(let call): call.request
    case .conform(let trial): trial.call?.request
    case .describe, .bind, .tokenize: nil
    }
  }

  /// Reads the task that this same program wrote.
  package init(json: JSONValue, request: EncodedRequest) throws(JSONReadingError) {
    let reader = try JSONReader(json, "the task")
    switch reader.object.keys.first {
    case "run": self = .run(try RunRequest(json: try reader.value("run"), request: request))
    case "describe": self = .describe(try reader.member("describe", LibraryReference.init(json:)))
    case "conform":
      self = .conform(try ConformanceTrial(json: try reader.value("conform"), request: request))
    case "tokenize":
      let asked = try JSONReader(try reader.value("tokenize"))
      self = .tokenize(try asked.member("model", ModelLocation.init(json:)), try asked.string("text"))
    default: self = .bind(try reader.member("bind", PluginBinding.init(json:)))
    }
  }
}

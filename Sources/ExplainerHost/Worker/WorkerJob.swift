import Checkpoints
import Diagnostics
import ExplainerCore
import JSON

/// What a worker is asked to do: one entry point of one plugin on one model.
struct WorkerJob: Sendable, Hashable {
  var model: ModelLocation
  var plugin: RegistryEntry
  var entryPoint: String
  var request: ExplanationRequest
  /// Bytes of private memory the worker may use; 0 is without limit.
  var memoryLimit: Int
  /// Whether the explanation's tensors are sent back.
  var wantsTensors: Bool

  var json: JSONValue {
    var library: JSONObject = [
      "descriptor": plugin.descriptor.json, "library": .string(plugin.library),
      "path": .string(plugin.libraryPath),
      "symbol": .string(plugin.symbol), "abi": .string(plugin.abi), "registry": .string(plugin.registryPath),
    ]
    if let sha256 = plugin.sha256 { library["sha256"] = .string(sha256) }
    return [
      "model": Self.json(of: model), "plugin": .object(library), "entry_point": .string(entryPoint),
      "request": request.json,
      "memory_limit": .integer(memoryLimit), "tensors": .bool(wantsTensors),
    ]
  }
}

extension WorkerJob {
  /// Reads the job that this same program wrote.
  init(json: JSONValue) throws(ExplainerError) {
    let malformed = ExplainerError(.internalFault, "the worker's job is malformed")
    guard let model = json["model"].flatMap(Self.location(from:)), let plugin = json["plugin"],
      let descriptor = plugin["descriptor"].flatMap({ try? PluginDescriptor(json: $0) }),
      let library = plugin["library"]?.string, let path = plugin["path"]?.string,
      let symbol = plugin["symbol"]?.string, let abi = plugin["abi"]?.string,
      let registry = plugin["registry"]?.string, let entryPoint = json["entry_point"]?.string,
      let texts = json["request"]?["texts"]?.array?.compactMap(\.string),
      let parameters = json["request"]?["parameters"]?.object,
      let truncates = json["request"]?["truncate"]?.bool,
      let memoryLimit = json["memory_limit"]?.int, let wantsTensors = json["tensors"]?.bool
    else { throw malformed }
    self.init(
      model: model,
      plugin: RegistryEntry(
        descriptor: descriptor, library: library, libraryPath: path, symbol: symbol, abi: abi,
        sha256: plugin["sha256"]?.string, registryPath: registry),
      entryPoint: entryPoint,
      request: ExplanationRequest(texts: texts, parameters: parameters, truncates: truncates),
      memoryLimit: memoryLimit, wantsTensors: wantsTensors)
  }

  private static func json(of location: ModelLocation) -> JSONValue {
    var object: JSONObject = ["id": .string(location.id), "directory": .string(location.directory)]
    if let revision = location.revision { object["revision"] = .string(revision) }
    return .object(object)
  }

  private static func location(from json: JSONValue) -> ModelLocation? {
    guard let id = json["id"]?.string, let directory = json["directory"]?.string else { return nil }
    return ModelLocation(id: id, directory: directory, revision: json["revision"]?.string, origin: .directory)
  }
}

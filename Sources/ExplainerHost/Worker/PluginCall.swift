import Checkpoints
import Diagnostics
import ExplainerCore
import JSON

/// One call as a worker is asked for it: an entry point of a plugin on one model.
struct PluginCall: Sendable, Hashable {
  var model: ModelLocation
  var plugin: RegistryEntry
  var entryPoint: String
  var request: ExplanationRequest
  /// Whether the explanation's tensors are sent back.
  var wantsTensors: Bool

  var json: JSONValue {
    [
      "model": Self.json(of: model), "plugin": plugin.json, "entry_point": .string(entryPoint),
      "request": request.json, "tensors": .bool(wantsTensors),
    ]
  }
}

extension PluginCall {
  /// Reads the call that this same program wrote; nil where it is not one.
  init?(json: JSONValue) {
    guard let model = json["model"].flatMap(Self.location(from:)),
      let plugin = json["plugin"].flatMap(RegistryEntry.init(json:)),
      let entryPoint = json["entry_point"]?.string,
      let request = json["request"].flatMap(ExplanationRequest.init(json:)),
      let wantsTensors = json["tensors"]?.bool
    else { return nil }
    self.init(
      model: model, plugin: plugin, entryPoint: entryPoint, request: request, wantsTensors: wantsTensors)
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

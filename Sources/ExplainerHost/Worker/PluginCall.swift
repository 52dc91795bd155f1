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
  /// What the call shares with others that the same worker answers; nil where the worker serves this one alone.
  var sharing: Sharing?

  /// What calls that one worker answers have in common.
  struct Sharing: Sendable, Hashable {
    /// Patterns of sites that other calls on the same input look at.
    var sites: [String]
    /// How many bytes of forward passes may be remembered.
    var memory: Int
    /// The library files of all plugins that the worker may be asked to load; none where it is this call's plugin only.
    var libraries: [String]
  }

  var json: JSONValue {
    var object: JSONObject = [
      "model": Self.json(of: model), "plugin": plugin.json, "entry_point": .string(entryPoint),
      "request": request.json, "tensors": .bool(wantsTensors),
    ]
    if let sharing { object["sharing"] = sharing.json }
    return .object(object)
  }
}

extension PluginCall {
  /// Reads the call that this same program wrote.
  init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json)
    self.init(
      model: try reader.member("model", Self.location(from:)),
      plugin: try reader.member("plugin", RegistryEntry.init(json:)),
      entryPoint: try reader.string("entry_point"),
      request: try reader.member("request", ExplanationRequest.init(json:)),
      wantsTensors: try reader.bool("tensors"), sharing: try reader.optional("sharing", Sharing.init(json:)))
  }

  private static func json(of location: ModelLocation) -> JSONValue {
    var object: JSONObject = ["id": .string(location.id), "directory": .string(location.directory)]
    if let revision = location.revision { object["revision"] = .string(revision) }
    return .object(object)
  }

  private static func location(from json: JSONValue) throws(JSONReadingError) -> ModelLocation {
    let reader = try JSONReader(json)
    return ModelLocation(
      id: try reader.string("id"), directory: try reader.string("directory"),
      revision: try reader.optionalString("revision"), origin: .directory)
  }
}

extension PluginCall.Sharing {
  // What the worker may read is told it apart from the call.
  fileprivate var json: JSONValue { ["sites": JSONValue(sites), "memory": .integer(memory)] }

  fileprivate init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json)
    self.init(sites: try reader.strings("sites"), memory: try reader.int("memory"), libraries: [])
  }
}

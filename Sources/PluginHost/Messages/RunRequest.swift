package import Checkpoints
import Diagnostics
package import ExplainerCore
package import JSON
import PluginRegistry

/// One call as a worker is asked for it: an entry point of a plugin on one model.
package struct RunRequest: Sendable, Hashable {
  package var model: ModelLocation
  package var plugin: PluginBinding
  package var entryPoint: String
  package var request: EncodedRequest
  /// The files that the call lends, those of the plugin's package first.
  package var files: [LentFile]
  /// The conversations among the texts.
  package var chats: [ChatText]
  /// Whether the explanation's tensors are sent back.
  package var wantsTensors: Bool
  /// What the call shares with others that the same worker answers; nil where the worker serves this one alone.
  package var sharing: Sharing?

  /// From its parts.
  package init(
    model: ModelLocation, plugin: PluginBinding, entryPoint: String, request: EncodedRequest,
    files: [LentFile] = [], chats: [ChatText] = [], wantsTensors: Bool, sharing: Sharing? = nil
  ) {
    self.model = model
    self.plugin = plugin
    self.entryPoint = entryPoint
    self.request = request
    self.files = files
    self.chats = chats
    self.wantsTensors = wantsTensors
    self.sharing = sharing
  }

  /// What calls that one worker answers have in common.
  package struct Sharing: Sendable, Hashable {
    /// Patterns of sites that other calls on the same input look at.
    package var sites: [String]
    /// How many bytes of forward passes may be remembered.
    package var memory: Int
    /// The library files of all plugins that the worker may be asked to load; none where it is this call's plugin only.
    package var libraries: [String]

    /// From its parts.
    package init(sites: [String], memory: Int, libraries: [String]) {
      self.sites = sites
      self.memory = memory
      self.libraries = libraries
    }
  }

  /// Everything but the request, which goes beside it.
  package var json: JSONValue {
    var object: JSONObject = [
      "model": model.json, "plugin": plugin.json, "entry_point": .string(entryPoint),
      "tensors": .bool(wantsTensors),
    ]
    if !files.isEmpty { object["files"] = .array(files.map(\.json)) }
    if !chats.isEmpty { object["chats"] = .array(chats.map(\.json)) }
    if let sharing { object["sharing"] = sharing.json }
    return .object(object)
  }
}

extension RunRequest {
  /// Reads the call that this same program wrote.
  package init(json: JSONValue, request: EncodedRequest) throws(JSONReadingError) {
    let reader = try JSONReader(json)
    self.init(
      model: try reader.member("model", ModelLocation.init(json:)),
      plugin: try reader.member("plugin", PluginBinding.init(json:)),
      entryPoint: try reader.string("entry_point"),
      request: request, files: try reader.elements("files", LentFile.init(json:)),
      chats: try reader.elements("chats", ChatText.init(json:)),
      wantsTensors: try reader.bool("tensors"), sharing: try reader.optional("sharing", Sharing.init(json:)))
  }
}

extension RunRequest.Sharing {
  // What the worker may read is told it apart from the call.
  fileprivate var json: JSONValue { ["sites": JSONValue(sites), "memory": .integer(memory)] }

  fileprivate init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json)
    self.init(sites: try reader.strings("sites"), memory: try reader.int("memory"), libraries: [])
  }
}

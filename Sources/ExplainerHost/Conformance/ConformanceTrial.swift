import Checkpoints
import JSON

/// One check of one entry point on one model: what a worker is asked to try.
struct ConformanceTrial: Sendable, Hashable {
  var check: ConformanceCheck
  var library: LibraryReference
  /// The call to try; nil for a check of the library alone.
  var call: PluginCall?

  var json: JSONValue {
    var object: JSONObject = ["check": .string(check.rawValue), "library": library.json]
    if let call { object["call"] = call.json }
    return .object(object)
  }

  init(_ check: ConformanceCheck, _ library: LibraryReference, _ call: PluginCall? = nil) {
    self.check = check
    self.library = library
    self.call = call
  }

  /// Reads the trial that this same program wrote.
  init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json)
    self.init(
      try reader.word("check"), try reader.member("library", LibraryReference.init(json:)),
      try reader.optional("call", PluginCall.init(json:)))
  }
}

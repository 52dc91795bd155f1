import Checkpoints
package import JSON
package import PluginRegistry

/// One check of one entry point on one model: what a worker is asked to try.
package struct ConformanceTrial: Sendable, Hashable {
  package var check: ConformanceCheck
  package var library: LibraryReference
  /// The call to try; nil for a check of the library alone.
  package var call: PluginCall?

  package var json: JSONValue {
    var object: JSONObject = ["check": .string(check.rawValue), "library": library.json]
    if let call { object["call"] = call.json }
    return .object(object)
  }

  package init(_ check: ConformanceCheck, _ library: LibraryReference, _ call: PluginCall? = nil) {
    self.check = check
    self.library = library
    self.call = call
  }

  /// Reads the trial that this same program wrote.
  package init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json)
    self.init(
      try reader.word("check"), try reader.member("library", LibraryReference.init(json:)),
      try reader.optional("call", PluginCall.init(json:)))
  }
}

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

  /// Reads the trial that this same program wrote; nil where it is not one.
  package init?(json: JSONValue) {
    guard let check = json["check"]?.string.flatMap(ConformanceCheck.init(rawValue:)),
      let library = json["library"].flatMap(LibraryReference.init(json:))
    else { return nil }
    self.init(check, library, json["call"].flatMap(PluginCall.init(json:)))
  }
}

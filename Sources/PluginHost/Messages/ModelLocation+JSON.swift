package import Checkpoints
package import JSON

extension ModelLocation {
  /// What a worker is told of where a model lies.
  package var json: JSONValue {
    var object: JSONObject = ["id": .string(id), "directory": .string(directory)]
    if let revision { object["revision"] = .string(revision) }
    if let adapter { object["adapter"] = .string(adapter) }
    return .object(object)
  }

  /// Reads what this same program wrote.
  package init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json)
    self.init(
      id: try reader.string("id"), directory: try reader.string("directory"),
      revision: try reader.optionalString("revision"), origin: .directory,
      adapter: try reader.optionalString("adapter"))
  }
}

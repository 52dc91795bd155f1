public import JSON

/// Which plugin made an explanation.
public struct PluginProvenance: Sendable, Hashable {
  /// The plugin's name.
  public var name: String
  /// Its version.
  public var version: String
  /// SHA-256 of the library in hexadecimal, where the registry pins it.
  public var sha256: String?

  /// Creates a provenance.
  public init(name: String, version: String, sha256: String? = nil) {
    self.name = name
    self.version = version
    self.sha256 = sha256
  }

  /// The JSON form.
  public var json: JSONValue {
    var object: JSONObject = ["name": .string(name), "version": .string(version)]
    if let sha256 { object["sha256"] = .string(sha256) }
    return .object(object)
  }
}

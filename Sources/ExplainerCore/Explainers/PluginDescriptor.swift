public import JSON

/// What a plugin says of itself: the same JSON in the library and in the registry, compared when it is loaded.
public struct PluginDescriptor: Sendable, Hashable {
  /// The explainer it belongs to, such as `lm_layers_explainer`.
  public var explainer: String
  /// The plugin's own name, such as `predictions`.
  public var name: String
  /// Its version (SemVer).
  public var version: String
  /// Its licence (SPDX).
  public var license: String
  /// Host extensions it cannot do without, such as `explainer.gradient/1`.
  public var requiredExtensions: [String]
  /// What it offers.
  public var entryPoints: [EntryPoint]

  /// Creates a descriptor.
  public init(
    explainer: String, name: String, version: String, license: String, requiredExtensions: [String] = [],
    entryPoints: [EntryPoint]
  ) {
    self.explainer = explainer
    self.name = name
    self.version = version
    self.license = license
    self.requiredExtensions = requiredExtensions
    self.entryPoints = entryPoints
  }
}

extension PluginDescriptor {
  /// The JSON form.
  public var json: JSONValue {
    [
      "explainer": .string(explainer), "plugin": .string(name), "version": .string(version),
      "license": .string(license), "required_extensions": JSONValue(requiredExtensions),
      "entry_points": .array(entryPoints.map(\.json)),
    ]
  }

  /// Reads the JSON form; throws the reason in words where it is not one.
  public init(json: JSONValue) throws(JSONReadingError) { try self.init(json: json, in: .library) }

  /// Reads the JSON form where it stands among the members of something else.
  package init(json: JSONValue, in members: DescriptorMembers) throws(JSONReadingError) {
    let reader = try JSONReader(json, "a plugin")
    let name = try reader.name("plugin")
    do throws(JSONReadingError) {
      try self.init(name, reader, try members.counting(schemaOf: json))
    } catch { throw error.inside([], of: "plugin '\(name)'") }
  }

  private init(
    _ name: String, _ reader: JSONReader, _ members: DescriptorMembers
  ) throws(JSONReadingError) {
    try reader.refuseOthers(
      than: [
        "explainer", "plugin", "version", "license", "required_extensions", "entry_points", "schema",
      ] + members.plugin, schema: members.schema)
    let entryPoints = try reader.elements("entry_points") { json throws(JSONReadingError) in
      try EntryPoint(json: json, in: members)
    }
    guard !entryPoints.isEmpty else { throw JSONReadingError("has no 'entry_points'") }
    var names: Set<String> = []
    for (index, entryPoint) in entryPoints.enumerated() {
      // (An alias that repeats its own entry point's name takes nothing from another.)
      if let twice = entryPoint.names.first(where: names.contains) {
        throw JSONReadingError(
          "has two entry points '\(twice)'", at: ["entry_points", "\(index)", "name"])
      }
      names.formUnion(entryPoint.names)
    }
    let version = try reader.words("version")
    guard SemanticVersion(version) != nil else {
      throw JSONReadingError("'\(version)' is no version like 1.2.3", at: ["version"])
    }
    self.init(
      explainer: try reader.name("explainer"), name: name, version: version,
      license: try reader.words("license"), requiredExtensions: try reader.strings("required_extensions"),
      entryPoints: entryPoints)
  }
}

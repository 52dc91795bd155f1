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
  public init(json: JSONValue) throws(DescriptorError) {
    guard json.object != nil else {
      throw DescriptorError("a plugin is \(json.kindName), expected an object")
    }
    let name = try DescriptorError.string("plugin", of: json)
    var entryPoints: [EntryPoint] = []
    for element in try DescriptorError.array("entry_points", of: json) {
      do { entryPoints.append(try EntryPoint(json: element)) } catch {
        throw DescriptorError("plugin '\(name)': \(error.reason)")
      }
    }
    guard !entryPoints.isEmpty else { throw DescriptorError("plugin '\(name)' has no 'entry_points'") }
    self.init(
      explainer: try DescriptorError.string("explainer", of: json), name: name,
      version: try DescriptorError.string("version", of: json),
      license: try DescriptorError.string("license", of: json),
      requiredExtensions: try DescriptorError.array("required_extensions", of: json).compactMap(\.string),
      entryPoints: entryPoints)
  }
}

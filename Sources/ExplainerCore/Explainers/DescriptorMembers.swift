package import JSON

/// What a descriptor may have beside its own members where it stands in a registry or a description.
package struct DescriptorMembers: Sendable, Hashable {
  /// The form a descriptor may say it has.
  package static let schema = "explainer/plugin/1"
  /// A descriptor by itself, as a library returns it.
  package static let library = DescriptorMembers(plugin: [], entryPoint: [])

  /// Further members of the plugin.
  package var plugin: [String]
  /// Further members of each entry point.
  package var entryPoint: [String]
  /// The version of what it stands in; one that is newer than ours may have members we do not know.
  package var schema: FormatVersion?

  /// These members, in a text of this version.
  package init(plugin: [String], entryPoint: [String], schema: FormatVersion? = nil) {
    self.plugin = plugin
    self.entryPoint = entryPoint
    self.schema = schema
  }

  /// The same for the descriptor `json`, which may say itself that it is newer.
  ///
  /// - Throws: the reason where its form is another.
  func counting(schemaOf json: JSONValue) throws(JSONReadingError) -> DescriptorMembers {
    guard schema?.isNewer != true, json["schema"] != nil else { return self }
    guard let version = FormatVersion(json, known: Self.schema) else {
      throw JSONReadingError("'schema' is not \"\(Self.schema)\"", at: ["schema"])
    }
    var members = self
    members.schema = version
    return members
  }
}

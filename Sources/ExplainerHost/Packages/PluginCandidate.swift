import Diagnostics
import ExplainerCore
import Files
import JSON

/// A library that may become an installed plugin: inspected in a worker, not yet in any registry.
struct PluginCandidate: Sendable {
  /// What it says of itself.
  let descriptor: PluginDescriptor
  /// What a registry says of it, but for the members that depend on where it is installed.
  let members: JSONObject

  /// Inspects the library at `library`.
  ///
  /// - Throws: as `LibraryFormat` and `PluginInspector`.
  init(library: String, symbol: String?, inspector: PluginInspector) throws(ExplainerError) {
    let name = FileSystem.name(of: library)
    var reference = LibraryReference(name: name, path: FileSystem.resolved(library) ?? library)
    if let symbol { reference.symbol = symbol }
    let description = try inspector.describe(reference)
    try ABIVersion(description.abi)?.check(at: reference.place)
    var members: JSONObject = ["symbol": .string(reference.symbol), "abi": .string(description.abi)]
    for member in description.descriptor.json.object?.members ?? [] { members[member.key] = member.value }
    descriptor = description.descriptor
    self.members = members
  }
}

import Diagnostics
import ExplainerCore
import Files
import ForeignFunctions
import JSON

/// A library that may become an installed plugin: inspected in a worker, not yet in any registry.
struct PluginCandidate: Sendable {
  /// What it offers.
  let descriptor: PluginDescriptor
  /// What a registry says of it, but for the members that depend on where it is installed.
  let members: JSONObject

  /// Inspects a plugin of the ABI.
  ///
  /// - Throws: as `LibraryInspector.describe`.
  init(library: String, symbol: String?, inspector: any LibraryInspector) throws(ExplainerError) {
    var reference = LibraryReference(
      name: FileSystem.name(of: library), path: FileSystem.resolved(library) ?? library)
    if let symbol { reference.symbol = symbol }
    let description = try inspector.describe(reference)
    var members: JSONObject = ["symbol": .string(reference.symbol), "abi": .string(description.abi)]
    for member in description.descriptor.json.object?.members ?? [] { members[member.key] = member.value }
    descriptor = description.descriptor
    self.members = members
  }

  /// Looks for plain C functions, described by `members` as a registry describes them, in a library.
  ///
  /// - Throws: `badData` for a description that is malformed, as `LibraryInspector.check` for a library that does not
  ///   have the functions.
  init(library: String, functions members: JSONObject, inspector: any LibraryInspector) throws(ExplainerError)
  {
    let read: (descriptor: PluginDescriptor, functions: [String: FunctionSignature]?)
    do { read = try PlainFunctions.read(.object(members), in: PlainFunctions.members) } catch {
      throw ExplainerError(.badData, error.reason)
    }
    descriptor = read.descriptor
    self.members = members
    try inspector.check(
      RegistryEntry(
        descriptor: read.descriptor, library: library, libraryPath: FileSystem.resolved(library) ?? library,
        symbol: "", abi: ABIVersion.current.text, registryPath: library, functions: read.functions))
  }
}

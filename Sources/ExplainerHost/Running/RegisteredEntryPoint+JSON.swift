import ExplainerCore
public import JSON
public import PluginRegistry
import Sandbox

extension RegisteredEntryPoint {
  /// What a list says of it: everything but the documentation.
  public var summaryJSON: JSONValue {
    var object: JSONObject = ["explainer": .string(plugin.descriptor.explainer)]
    for member in entryPoint.json.object?.members ?? [] where member.key != "documentation" {
      object[member.key] = member.value
    }
    return .object(object)
  }

  /// All there is to say: documentation, parameters, where it comes from, what it may do on this machine.
  public var json: JSONValue {
    var object = entryPoint.json.object ?? [:]
    var about: JSONObject = [
      "explainer": .string(plugin.descriptor.explainer), "name": .string(plugin.descriptor.name),
      "version": .string(plugin.descriptor.version), "license": .string(plugin.descriptor.license),
      "library": .string(plugin.libraryPath), "registry": .string(plugin.registryPath),
      "abi": cDeclaration == nil ? .string(plugin.abi) : .null,
      "sha256": plugin.sha256.map { .string($0) } ?? .null,
    ]
    if !plugin.dataFiles.isEmpty { about["data"] = .array(plugin.dataFiles.map(\.json)) }
    object["plugin"] = .object(about)
    let walls = Walls.offered()
    object["walls"] = [
      "landlock": .integer(walls.landlock), "seccomp": .bool(walls.filtersSystemCalls),
      "plugin_may": JSONValue(walls.gaps.map(\.freedom)),
    ]
    if let cDeclaration { object["calls"] = .string(cDeclaration) }
    return .object(object)
  }
}

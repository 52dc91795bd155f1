public import ExplainerCore
import JSON

/// One plugin as a registry describes it: enough to list, explain and check it without loading code.
public struct RegistryEntry: Sendable, Hashable {
  /// What the plugin says of itself.
  public var descriptor: PluginDescriptor
  /// The library as the registry names it.
  public var library: String
  /// The library's absolute path.
  public var libraryPath: String
  /// The entry function's name.
  public var symbol: String
  /// The version of the boundary it was built for: `1.0`.
  public var abi: String
  /// SHA-256 of the library in hexadecimal, where the registry pins it.
  public var sha256: String?
  /// The registry that names it.
  public var registryPath: String

  /// Where the explanation came from, for documents.
  public var provenance: PluginProvenance {
    PluginProvenance(name: descriptor.name, version: descriptor.version, sha256: sha256)
  }
}

extension RegistryEntry {
  /// The library, for those who do not care what it offers.
  var reference: LibraryReference {
    LibraryReference(name: descriptor.name, path: libraryPath, symbol: symbol)
  }

  /// The form in which this program hands an entry to a worker; not that of a registry.
  var json: JSONValue {
    var object: JSONObject = [
      "descriptor": descriptor.json, "library": .string(library), "path": .string(libraryPath),
      "symbol": .string(symbol), "abi": .string(abi), "registry": .string(registryPath),
    ]
    if let sha256 { object["sha256"] = .string(sha256) }
    return .object(object)
  }

  /// Reads what this same program wrote; nil where it is not an entry.
  init?(json: JSONValue) {
    guard let descriptor = json["descriptor"].flatMap({ try? PluginDescriptor(json: $0) }),
      let library = json["library"]?.string, let path = json["path"]?.string,
      let symbol = json["symbol"]?.string, let abi = json["abi"]?.string,
      let registry = json["registry"]?.string
    else { return nil }
    self.init(
      descriptor: descriptor, library: library, libraryPath: path, symbol: symbol, abi: abi,
      sha256: json["sha256"]?.string, registryPath: registry)
  }
}

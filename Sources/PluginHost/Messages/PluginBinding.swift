import Digests
import Diagnostics
import ExplainerCore
package import ForeignFunctions
package import JSON
package import PluginRegistry

/// What a worker needs to load a plugin and to know it for the one the registry means.
///
/// Of a plugin of the ABI, which says itself what it is, only the digest of that goes along; plain C functions say nothing.
package struct PluginBinding: Sendable, Hashable {
  /// How the plugin is known.
  enum Content: Sendable, Hashable {
    /// SHA-256 of the descriptor, in hexadecimal.
    case descriptor(digest: String)
    /// The entry with its signatures.
    case functions(RegistryEntry)
  }

  /// The library.
  package let reference: LibraryReference
  /// The registry, for messages.
  package let registryPath: String
  let content: Content

  private init(reference: LibraryReference, registryPath: String, content: Content) {
    self.reference = reference
    self.registryPath = registryPath
    self.content = content
  }

  /// What is to be known of the plugin of `entry`.
  package init(_ entry: RegistryEntry) {
    reference = entry.reference
    registryPath = entry.registryPath
    content = entry.functions == nil ? .descriptor(digest: Self.digest(entry.descriptor)) : .functions(entry)
  }

  /// The signature of an entry point that is a plain C function; nil for a plugin of the ABI.
  package func signature(of entryPoint: String) -> FunctionSignature? {
    guard case .functions(let entry) = content else { return nil }
    return entry.functions?[entryPoint]
  }

  /// What tells a descriptor from all others.
  static func digest(_ descriptor: PluginDescriptor) -> String {
    SHA256.hexadecimal(of: descriptor.json.utf8())
  }
}

extension PluginBinding {
  /// The form in which a worker is told it.
  package var json: JSONValue {
    switch content {
    case .functions(let entry): ["functions": entry.json]
    case .descriptor(let digest):
      ["library": reference.json, "registry": .string(registryPath), "descriptor": .string(digest)]
    }
  }

  /// Reads what this same program wrote.
  package init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json)
    if let entry = try reader.optional("functions", RegistryEntry.init(json:)) {
      self.init(entry)
    } else {
      self.init(
        reference: try reader.member("library", LibraryReference.init(json:)),
        registryPath: try reader.string("registry"),
        content: .descriptor(digest: try reader.string("descriptor")))
    }
  }
}

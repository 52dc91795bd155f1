import CExplainerABI
public import ExplainerCore
import Files
package import ForeignFunctions
package import JSON

/// One plugin as a registry describes it: enough to list, explain and check it without loading code.
public struct RegistryEntry: Sendable, Hashable {
  /// What the plugin says of itself.
  public var descriptor: PluginDescriptor
  /// The library as the registry names it.
  public var library: String
  /// The library's absolute path.
  public var libraryPath: String
  /// The folder the library must lie in: the one it was found in by a relative name; nil for an absolute one.
  public var baseFolder: String?
  /// The entry function's name.
  public var symbol: String
  /// The version of the boundary it was built for: `1.0`.
  public var abi: String
  /// SHA-256 of the library in hexadecimal, where the registry pins it.
  public var sha256: String?
  /// SHA-256 in hexadecimal of what lies beside the library and goes with it, by the path from the library's folder.
  public var beside: [String: String] = [:]
  /// The package it was installed from, an absolute path, where there is one.
  public var package: String?
  /// The registry that names it.
  public var registryPath: String
  /// What lies beside the library, with where it lies, sorted.
  var filesBeside: [(name: String, path: String, pin: String)] {
    let folder = FileSystem.folder(of: libraryPath)
    return beside.sorted { $0.key < $1.key }.map { ($0.key, "\(folder)/\($0.key)", $0.value) }
  }

  /// Whether `explainer install` put the library where it is.
  var isInstalled: Bool { sha256 != nil && library.hasPrefix("plugins/") }
  /// The signatures of its entry points, by name, where they are plain C functions; nil for a plugin of the ABI.
  package var functions: [String: FunctionSignature]?

  /// From its parts.
  package init(
    descriptor: PluginDescriptor, library: String, libraryPath: String, baseFolder: String? = nil,
    symbol: String, abi: String, sha256: String? = nil, beside: [String: String] = [:],
    package: String? = nil, registryPath: String, functions: [String: FunctionSignature]? = nil
  ) {
    self.descriptor = descriptor
    self.library = library
    self.libraryPath = libraryPath
    self.baseFolder = baseFolder
    self.symbol = symbol
    self.abi = abi
    self.sha256 = sha256
    self.beside = beside
    self.package = package
    self.registryPath = registryPath
    self.functions = functions
  }

  /// Where the explanation came from, for documents.
  public var provenance: PluginProvenance {
    PluginProvenance(name: descriptor.name, version: descriptor.version, sha256: sha256)
  }
}

extension RegistryEntry {
  /// What an entry has beside the plugin's descriptor.
  package static func members(schema: FormatVersion? = nil) -> DescriptorMembers {
    DescriptorMembers(
      plugin: ["library", "kind", "symbol", "abi", "sha256", "beside", "package", "origin"],
      entryPoint: ["function"], schema: schema)
  }

  /// Reads the entry as it stands in the registry at `registry`.
  ///
  /// - Parameters:
  ///   - folders: where a library named without a folder is looked for, the registry's own folder first.
  ///   - schema: the version of the registry.
  package init(
    _ json: JSONValue, registry: String, folders: [String], schema: FormatVersion? = nil
  ) throws(JSONReadingError) {
    let (descriptor, functions) = try PlainFunctions.read(json, in: Self.members(schema: schema))
    do throws(JSONReadingError) {
      let reader = try JSONReader(json, "a plugin")
      let library = try reader.words("library")
      let abi = try reader.optionalString("abi") ?? ABIVersion.current.text
      guard ABIVersion(abi) != nil else {
        throw JSONReadingError("'\(abi)' is no version of the ABI like 1.0", at: ["abi"])
      }
      let (path, base) = Self.path(of: library, folders: folders)
      self.init(
        descriptor: descriptor, library: library, libraryPath: path, baseFolder: base,
        symbol: try reader.optionalString("symbol") ?? XPL_DEFAULT_SYMBOL, abi: abi,
        sha256: try reader["sha256"].map { _ throws(JSONReadingError) in try Self.digest("sha256", reader) },
        beside: try reader.optional("beside", Self.beside) ?? [:],
        package: try reader.optionalString("package").map { Self.path(of: $0, folders: folders).path },
        registryPath: registry, functions: functions)
    } catch { throw error.inside([], of: "plugin '\(descriptor.name)'") }
  }

  private static func beside(_ json: JSONValue) throws(JSONReadingError) -> [String: String] {
    let reader = try JSONReader(json, "'beside'")
    var digests: [String: String] = [:]
    for path in reader.object.keys {
      guard FileSystem.staysInside(path) else {
        throw JSONReadingError("'\(path)' lies elsewhere", at: [path])
      }
      digests[path] = try digest(path, reader)
    }
    if let flaw = DataFile.flaw(of: digests.keys) { throw JSONReadingError(flaw) }
    return digests
  }

  private static func digest(_ key: String, _ reader: JSONReader) throws(JSONReadingError) -> String {
    let text = try reader.string(key)
    guard text.utf8.count == 64, text.allSatisfy(\.isHexDigit) else {
      throw JSONReadingError("'\(key)' is not 64 hexadecimal digits", at: [key])
    }
    return text.lowercased()
  }

  private static func path(of name: String, folders: [String]) -> (path: String, base: String?) {
    guard !name.hasPrefix("/") else { return (name, nil) }
    let candidates = name.contains("/") ? Array(folders.prefix(1)) : folders
    guard let base = candidates.first(where: { FileSystem.isFile("\($0)/\(name)") }) ?? candidates.first
    else { return (name, nil) }
    return ("\(base)/\(name)", base)
  }

  /// The library, for those who do not care what it offers.
  package var reference: LibraryReference {
    LibraryReference(name: descriptor.name, path: libraryPath, symbol: symbol)
  }

  /// The entry as it stands in a registry, its library by its absolute path: what a worker is handed.
  package var json: JSONValue {
    var object = descriptor.json.object ?? [:]
    object["library"] = .string(libraryPath)
    object["symbol"] = .string(symbol)
    object["abi"] = .string(abi)
    if let sha256 { object["sha256"] = .string(sha256) }
    if let functions {
      object["kind"] = .string(PlainFunctions.kind)
      object["entry_points"] = .array(
        descriptor.entryPoints.map { entryPoint in
          var member = entryPoint.json.object ?? [:]
          member["function"] = functions[entryPoint.name]?.json
          return .object(member)
        })
    }
    return ["registry": .string(registryPath), "entry": .object(object)]
  }

  /// Reads what this same program wrote.
  package init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json)
    let registry = try reader.string("registry")
    self = try reader.member("entry") { entry throws(JSONReadingError) in
      try RegistryEntry(entry, registry: registry, folders: [])
    }
  }
}

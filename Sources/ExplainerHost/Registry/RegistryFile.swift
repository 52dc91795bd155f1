import CExplainerABI
import Diagnostics
import ExplainerCore
import JSON
import Files

/// One `registry.json`, read and checked without loading any code.
///
/// ```
/// { "schema": "explainer/registry/1",
///   "plugins": [ { "library": "libPredictions.so", "symbol": "…", "abi": "1.0", "sha256": "…",
///                  …the plugin's descriptor… } ] }
/// ```
struct RegistryFile {
  static let schema = "explainer/registry/1"

  let path: String
  let entries: [RegistryEntry]

  /// Reads the registry at `path`.
  ///
  /// - Parameter libraryFolders: where a library named without a folder is looked for, in order; the registry's own
  ///   folder is always the first.
  /// - Throws: `notFound` where there is no file, `badData` with line and column where it is not a registry.
  init(path: String, libraryFolders: [String]) throws(ExplainerError) {
    let bytes = try FileSystem.read(path)
    let json: JSONValue
    do { json = try JSONValue(parsing: bytes) } catch { throw error.inFile(path) }
    func malformed(_ reason: String) -> ExplainerError {
      ExplainerError(.badData, reason, at: [path], remedy: "the format is documented in Docs/registry.md")
    }
    guard json["schema"]?.string == Self.schema else {
      throw ExplainerError(
        .badData, "not a registry of this version", at: [path], expected: "\"schema\": \"\(Self.schema)\"",
        found: json["schema"].map { $0.text() } ?? "no schema")
    }
    guard let plugins = json["plugins"]?.array else { throw malformed("has no array 'plugins'") }
    let folder = FileSystem.folder(of: path)
    var entries: [RegistryEntry] = []
    for (place, plugin) in plugins.enumerated() {
      do {
        entries.append(
          try Self.entry(plugin, registry: path, folders: [folder] + libraryFolders, baseFolder: folder))
      } catch { throw malformed("plugins[\(place)]: \(error.reason)") }
    }
    self.path = path
    self.entries = entries
  }

  private static func entry(
    _ json: JSONValue, registry: String, folders: [String], baseFolder: String
  ) throws(DescriptorError) -> RegistryEntry {
    let descriptor = try PluginDescriptor(json: json)
    guard let library = json["library"]?.string, !library.isEmpty else {
      throw DescriptorError("plugin '\(descriptor.name)' has no 'library'")
    }
    let libraryPath: String
    if library.hasPrefix("/") {
      libraryPath = library
    } else if library.contains("/") {
      libraryPath = "\(baseFolder)/\(library)"
    } else {
      let candidates = folders.map { "\($0)/\(library)" }
      libraryPath = candidates.first(where: FileSystem.isFile) ?? candidates[0]
    }
    if let pin = json["sha256"], pin.string?.count != 64 {
      throw DescriptorError("'sha256' of plugin '\(descriptor.name)' is not 64 hexadecimal digits")
    }
    return RegistryEntry(
      descriptor: descriptor, library: library, libraryPath: libraryPath,
      symbol: json["symbol"]?.string ?? XPL_DEFAULT_SYMBOL,
      abi: json["abi"]?.string ?? "\(XPL_ABI_MAJOR).\(XPL_ABI_MINOR)",
      sha256: json["sha256"]?.string?.lowercased(),
      registryPath: registry)
  }
}

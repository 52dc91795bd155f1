import CExplainerABI
import Diagnostics
import ExplainerCore
import Files
import JSON

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
  /// - Parameters:
  ///   - libraryFolders: where a library named without a folder is looked for, in order; the registry's own
  ///   folder is always the first.
  ///   - writers: those who may choose what code runs.
  /// - Throws: `notFound` where there is no file, `badData` with line and column where it is not a registry,
  ///   `pluginUnavailable` where somebody else may write to it or owns it.
  init(
    path: String, libraryFolders: [String], writers: TrustedWriters = TrustedWriters()
  ) throws(ExplainerError) {
    if let refusal = writers.refusal(of: path, "the registry", label: path) { throw refusal }
    let bytes = try FileSystem.read(path, limit: DocumentBounds.registry.bytes)
    let json: JSONValue
    do { json = try JSONValue(parsing: bytes, memory: DocumentBounds.registry.memory) } catch {
      throw error.inFile(path)
    }
    func malformed(_ reason: String, at steps: [String]) -> ExplainerError {
      JSONPointer(steps).error(in: bytes, message: reason)
        .inFile(path, remedy: "\(Documents.reference(to: "registry.md")) describes the format")
    }
    guard let schema = FormatVersion(json, known: Self.schema) else {
      throw malformed(
        "not a registry of this version: its schema is \(json["schema"]?.text() ?? "missing"), expected "
          + "\"\(Self.schema)\"", at: ["schema"])
    }
    do {
      try JSONReader(json, "a registry").refuseOthers(than: ["schema", "plugins", "$schema"], schema: schema)
    } catch { throw malformed(error.reason, at: error.path) }
    guard let plugins = json["plugins"]?.array else {
      throw malformed("has no array 'plugins'", at: ["plugins"])
    }
    let folder = FileSystem.folder(of: path)
    var entries: [RegistryEntry] = []
    for (index, plugin) in plugins.enumerated() {
      do {
        entries.append(
          try RegistryEntry(plugin, registry: path, folders: [folder] + libraryFolders, schema: schema))
      } catch { throw malformed(error.reason, at: ["plugins", "\(index)"] + error.path) }
    }
    self.path = path
    self.entries = entries
  }
}

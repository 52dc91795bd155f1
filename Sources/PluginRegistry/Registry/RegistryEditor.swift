import Diagnostics
import Files
import JSON

/// Changes a registry: one process at a time, and in one step, so that concurrent installs lose nothing and a reader
/// never sees half a file.
struct RegistryEditor {
  /// The registry; it need not exist yet.
  let path: String
  /// Those who may change it besides.
  var writers = TrustedWriters()

  /// The registry's folder.
  var folder: String { FileSystem.folder(of: path) }

  /// Its plugins as they stand there; none where there is no registry.
  ///
  /// - Throws: `badData` for a registry that is malformed.
  func plugins() throws(ExplainerError) -> [JSONValue] { try document()["plugins"]?.array ?? [] }

  /// Refuses a registry that somebody else may write to, or put another one in place of.
  ///
  /// - Throws: `pluginUnavailable`.
  func checkWriters() throws(ExplainerError) {
    if let refusal = writers.refusal(of: path, "the registry", label: path) { throw refusal }
  }

  /// Locks the registry, lets `change` alter its plugins, writes it if they have changed, and removes the folders
  /// below `plugins/` that it then no longer uses.
  ///
  /// - Throws: what `change` throws, then nothing is written; `badData` for a registry that is malformed, which is left
  ///   as it is; `inputOutput`.
  func edit<Result>(
    _ change: (inout [JSONValue]) throws(ExplainerError) -> Result
  ) throws(ExplainerError) -> Result {
    try checkWriters()
    try FileSystem.makeFolder(folder)
    let lock = try FileLock("\(path).lock")
    defer { withExtendedLifetime(lock) {} }
    var document = try document()
    let before = document["plugins"]?.array ?? []
    var plugins = before
    let result = try change(&plugins)
    guard plugins != before else { return result }
    document["plugins"] = .array(plugins)
    try OutputFile.write(Array((JSONValue.object(document).text(pretty: true) + "\n").utf8), to: path)
    for unused in Set(before.compactMap(Self.folder)).subtracting(plugins.compactMap(Self.folder)) {
      FileSystem.remove("\(folder)/\(unused)")
    }
    return result
  }

  private func document() throws(ExplainerError) -> JSONObject {
    guard FileSystem.isFile(path) else {
      return ["schema": .string(RegistryFile.schema), "plugins": .array([])]
    }
    _ = try RegistryFile(path: path, libraryFolders: [], writers: writers)
    do {
      let bytes = try FileSystem.read(path, limit: DocumentBounds.registry.bytes)
      return try JSONValue(parsing: bytes, memory: DocumentBounds.registry.memory).object ?? [:]
    } catch { throw (error as? JSONError)?.inFile(path) ?? .wrapping(error) }
  }

  /// The folder of an entry's own, where an installer made one: `plugins/NAME` of `plugins/NAME/lib.so`.
  private static func folder(of entry: JSONValue) -> String? {
    guard let parts = entry["library"]?.string?.split(separator: "/", omittingEmptySubsequences: false),
      parts.count == 3, parts[0] == "plugins", FileSystem.staysInside(parts.joined(separator: "/"))
    else { return nil }
    return "plugins/\(parts[1])"
  }
}

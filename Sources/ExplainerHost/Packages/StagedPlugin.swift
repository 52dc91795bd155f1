import Diagnostics
import Digests
import ExplainerCore
import Files
import JSON

/// A plugin's files in a folder of their own, checked and ready to be moved into place.
struct StagedPlugin {
  /// What the library is.
  let candidate: PluginCandidate
  /// The library's SHA-256.
  let sha256: String
  private let source: PluginSource
  private let folder: String

  /// Writes what `source` brings into `folder` and inspects the library there.
  ///
  /// - Throws: as inspecting it does, about the source; `incompatiblePlugin` for a package whose library is not what its
  ///   manifest says.
  init(_ source: PluginSource, folder: String, inspector: PluginInspector) throws(ExplainerError) {
    self.source = source
    self.folder = folder
    sha256 = SHA256.hexadecimal(of: source.library)
    let library = "\(folder)/\(source.libraryName)"
    try FileSystem.write(source.library, to: library, mode: 0o755)
    for document in source.documents {
      try FileSystem.write(document.bytes, to: "\(folder)/\(document.path)")
    }
    do throws(ExplainerError) {
      candidate =
        if let plugin = source.plugin, source.isPlainFunctions {
          try PluginCandidate(library: library, functions: plugin, inspector: inspector)
        } else {
          try PluginCandidate(library: library, symbol: source.symbol, inspector: inspector)
        }
    } catch {
      var error = error
      error.place = [source.path]
      throw error
    }
    guard source.plugin == nil || source.plugin == candidate.members else {
      throw ExplainerError(
        .incompatiblePlugin, "the library does not say of itself what the package's manifest says of it",
        at: [source.path], remedy: "build the package again")
    }
  }

  /// The name of the folder it is to lie in, different for different content.
  var folderName: String {
    let descriptor = candidate.descriptor
    return "\(descriptor.explainer).\(descriptor.name)-\(descriptor.version)-\(source.digest.prefix(8))"
  }

  /// Puts the folder in place; one of that name holds the same files and may stay.
  func move(to place: String) throws(ExplainerError) {
    if FileSystem.isFile("\(place)/\(source.libraryName)") { return }
    try FileSystem.moveFolder(folder, to: place)
  }

  /// The entry of the registry, the files lying in `folder` below it.
  func entry(in folder: String) -> JSONValue {
    var entry: JSONObject = [
      "library": .string("\(folder)/\(source.libraryName)"), "sha256": .string(sha256),
    ]
    if source.documents.contains(where: { $0.path == PluginSource.packageName }) {
      entry["package"] = .string("\(folder)/\(PluginSource.packageName)")
    }
    entry["origin"] = .string(FileSystem.absolute(source.path))
    for member in candidate.members.members { entry[member.key] = member.value }
    return .object(entry)
  }
}

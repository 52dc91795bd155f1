import Diagnostics
import ExplainerCore
import JSON

/// The first file of a package: what it holds, and how to tell that it is whole.
struct PackageManifest: Sendable, Hashable {
  static let schema = "explainer/package/1"
  static let fileName = "manifest.json"
  /// The folder of a package that holds the author's sources.
  static let sourceFolder = "sources/"

  /// A file of the package beside the manifest.
  struct File: Sendable, Hashable {
    var path: String
    /// In bytes.
    var size: Int
    /// SHA-256 in hexadecimal.
    var sha256: String
  }

  /// What it is built for, such as `linux-x86_64`.
  var platform: String
  /// The library's path in the package.
  var library: String
  /// What a registry says of the plugin but for the members that depend on where it is installed.
  var plugin: JSONObject
  var files: [File]

  var json: JSONValue {
    [
      "schema": .string(Self.schema), "platform": .string(platform), "library": .string(library),
      "plugin": .object(plugin),
      "files": .array(
        files.map {
          ["path": .string($0.path), "size": .integer($0.size), "sha256": .string($0.sha256)]
        }),
    ]
  }

  init(platform: String, library: String, plugin: JSONObject, files: [File]) {
    self.platform = platform
    self.library = library
    self.plugin = plugin
    self.files = files
  }

  /// Reads a manifest.
  ///
  /// - Throws: `badData` where it is not one.
  init(_ bytes: [UInt8]) throws(ExplainerError) {
    let json: JSONValue
    let bounds = DocumentBounds.manifest
    guard bytes.count <= bounds.bytes else {
      throw ExplainerError(
        .limitReached, "the manifest is too large", at: [Self.fileName],
        expected: "at most \(ByteCount.text(bounds.bytes))", found: ByteCount.text(bytes.count))
    }
    do { json = try JSONValue(parsing: bytes, memory: bounds.memory) } catch {
      throw error.inFile(Self.fileName)
    }
    func malformed(_ what: String) -> ExplainerError {
      ExplainerError(.badData, what, at: [Self.fileName], remedy: "build the package again")
    }
    guard json["schema"]?.string == Self.schema else {
      throw malformed("is of another version: \(json["schema"]?.text() ?? "none"), expected '\(Self.schema)'")
    }
    guard let platform = json["platform"]?.string, let library = json["library"]?.string,
      let plugin = json["plugin"]?.object, let list = json["files"]?.array
    else { throw malformed("lacks 'platform', 'library', 'plugin' or 'files'") }
    let files = list.compactMap { file -> File? in
      guard let path = file["path"]?.string, let size = file["size"]?.int, let sha256 = file["sha256"]?.string
      else { return nil }
      return File(path: path, size: size, sha256: sha256)
    }
    guard files.count == list.count, files.contains(where: { $0.path == library }) else {
      throw malformed("does not list the package's files")
    }
    self.init(platform: platform, library: library, plugin: plugin, files: files)
  }
}

import Diagnostics
import Digests
import ExplainerCore
import Files
import JSON

/// One file that carries a plugin: its library, what it says of itself, its documentation, its licence and, if the
/// author likes, its sources.
///
/// A plain tape archive, so that `tar tf` shows what is in it; the manifest comes first and pins every other file.
struct PluginPackage: Sendable, Hashable {
  static let ending = ".explainer"
  /// The folder of the library and of what goes beside it.
  static let libraryFolder = "lib/"
  /// The largest package that is read, in bytes.
  static let maximumSize = 1 << 30

  let manifest: PackageManifest
  let members: [TarArchive.Member]

  /// Makes a package of `members`.
  ///
  /// - Parameters:
  ///   - library: the path of the library among them.
  ///   - plugin: what a registry says of the plugin.
  init(library: String, plugin: JSONObject, members: [TarArchive.Member]) {
    self.members = members
    manifest = PackageManifest(
      platform: Platform.current, library: library, plugin: plugin,
      files: members.map {
        .init(path: $0.path, size: $0.bytes.count, sha256: SHA256.hexadecimal(of: $0.bytes))
      })
  }

  /// The package's bytes; the same for the same members.
  func bytes() throws(ExplainerError) -> [UInt8] {
    let first = TarArchive.Member(path: PackageManifest.fileName, bytes: manifest.json.utf8(pretty: true))
    return try TarArchive(members: [first] + members).bytes()
  }

  /// Reads and checks the package at `path`.
  ///
  /// - Throws: `notFound`, or `badData` for a file that is no package, is truncated, or holds other files than its
  ///   manifest says.
  init(path: String) throws(ExplainerError) {
    let bytes = try FileSystem.read(path, limit: Self.maximumSize)
    do { try self.init(bytes) } catch { throw error.located(in: path) }
  }

  /// Reads and checks the bytes of a package.
  init(_ bytes: [UInt8]) throws(ExplainerError) {
    let archive = try TarArchive(bytes)
    guard let first = archive.members.first, first.path == PackageManifest.fileName else {
      throw ExplainerError(
        .badData, "is not a package: its first file is no \(PackageManifest.fileName)",
        remedy: "'explainer build' makes packages")
    }
    manifest = try PackageManifest(first.bytes)
    members = Array(archive.members.dropFirst())
    guard members.map(\.path) == manifest.files.map(\.path) else {
      throw ExplainerError(.badData, "the package holds other files than its manifest lists")
    }
    if let flaw = DataFile.flaw(of: beside.map(\.path)) {
      throw ExplainerError(.badData, "the package \(flaw)")
    }
    for (member, file) in zip(members, manifest.files) {
      let found = SHA256.hexadecimal(of: member.bytes)
      guard member.bytes.count == file.size, found == file.sha256 else {
        throw ExplainerError(
          .badData, "'\(file.path)' is not what the manifest says", expected: "sha256 \(file.sha256)",
          found: found, remedy: "the package was damaged or changed; get it again")
      }
    }
  }

  /// The library, by its file name.
  var library: TarArchive.Member {
    let library = members.first { $0.path == manifest.library }
    return .init(path: FileSystem.name(of: manifest.library), bytes: library?.bytes ?? [])
  }

  /// What goes beside the library, by the path from its folder.
  var beside: [TarArchive.Member] {
    members(below: Self.libraryFolder).filter { Self.libraryFolder + $0.path != manifest.library }
  }

  /// What of that is for the plugin to read.
  var data: [TarArchive.Member] { beside.filter { DataFile.isOne($0.path) } }

  /// The author's sources, their paths relative to the folder they are unpacked to.
  var sources: [TarArchive.Member] { members(below: PackageManifest.sourceFolder) }

  private func members(below folder: String) -> [TarArchive.Member] {
    members.compactMap { $0.inside(folder) }
  }
}

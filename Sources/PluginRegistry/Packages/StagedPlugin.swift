import Diagnostics
import Digests
import ExplainerCore
import Files
import Glibc
import JSON

/// A plugin's files in a folder of their own, checked and ready to be moved into place.
struct StagedPlugin {
  /// One of the files.
  private struct File {
    let path: String
    let bytes: [UInt8]
    let mode: UInt32
  }

  /// What the library is.
  let candidate: PluginCandidate
  /// The library's SHA-256.
  let sha256: String
  private let source: PluginSource
  private let folder: String
  private let files: [File]

  /// Writes what `source` brings into `folder` and inspects the library there.
  ///
  /// - Throws: as inspecting it does, about the source; `incompatiblePlugin` for a package whose library is not what its
  ///   manifest says.
  init(_ source: PluginSource, folder: String, inspector: any LibraryInspector) throws(ExplainerError) {
    self.source = source
    self.folder = folder
    sha256 = SHA256.hexadecimal(of: source.library.bytes)
    files =
      ([source.library] + source.beside).map {
        File(path: $0.path, bytes: $0.bytes, mode: DataFile.isOne($0.path) ? 0o644 : 0o755)
      }
      + source.documents.map { File(path: $0.path, bytes: $0.bytes, mode: 0o644) }
    for (index, file) in files.enumerated() {
      guard !files[..<index].contains(where: { $0.path == file.path }) else {
        throw ExplainerError(
          .badData, "two of its files would be installed as '\(file.path)'", at: [source.path],
          remedy: "its author has to give one of them another name")
      }
      do { try Self.write(file, in: folder) } catch {
        var error = error
        error.location = [FileSystem.folder(of: folder)]
        throw error
      }
    }
    let library = "\(folder)/\(source.library.path)"
    do throws(ExplainerError) {
      candidate =
        if let plugin = source.plugin, source.isPlainFunctions {
          try PluginCandidate(library: library, functions: plugin, inspector: inspector)
        } else {
          try PluginCandidate(library: library, symbol: source.symbol, inspector: inspector)
        }
    } catch { throw Self.about(source, error, in: folder) }
    guard source.plugin == nil || source.plugin == candidate.members else {
      throw ExplainerError(
        .incompatiblePlugin, "the library does not say of itself what the package's manifest says of it",
        at: [source.path], remedy: "build the package again")
    }
  }

  /// What the plugin brings to read.
  var data: [TarArchive.Member] { source.beside.filter { DataFile.isOne($0.path) } }

  /// The name of the folder it is to lie in, different for different content.
  var folderName: String {
    let descriptor = candidate.descriptor
    return "\(descriptor.explainer).\(descriptor.name)-\(descriptor.version)-\(source.digest.prefix(8))"
  }

  /// Puts the folder in place.
  ///
  /// One of that name held the same files; what of them is missing or damaged is written again,
  /// each in one step, so that a worker that has the old one mapped goes on with it.
  ///
  /// - Returns: the files that were written again.
  func move(to destination: String) throws(ExplainerError) -> [String] {
    guard FileSystem.linkMode(destination).map({ $0 & S_IFMT }) == S_IFDIR else {
      let wasThere = FileSystem.linkMode(destination) != nil
      FileSystem.remove(destination)
      try FileSystem.moveFolder(folder, to: destination)
      return wasThere ? files.map(\.path) : []
    }
    if let mode = FileSystem.mode(destination), mode & 0o022 != 0 { _ = chmod(destination, 0o755) }
    var written: [String] = []
    for file in files where !Self.isWhole(file, in: destination) {
      FileSystem.remove("\(destination)/\(file.path)")
      try Self.write(file, in: destination)
      written.append(file.path)
    }
    return written
  }

  /// The entry of the registry, the files lying in `folder` below it.
  ///
  /// - Parameter origin: what was given to install.
  func entry(in folder: String, origin: String) -> JSONValue {
    var entry: JSONObject = [
      "library": .string("\(folder)/\(source.library.path)"), "sha256": .string(sha256),
    ]
    if !source.beside.isEmpty {
      entry["beside"] = .object(
        JSONObject(source.beside.map { ($0.path, .string(SHA256.hexadecimal(of: $0.bytes))) }))
    }
    if source.isPackage { entry["package"] = .string("\(folder)/\(PluginSource.packageName)") }
    entry["origin"] = .string(origin)
    for member in candidate.members.members { entry[member.key] = member.value }
    return .object(entry)
  }

  private static func write(_ file: File, in folder: String) throws(ExplainerError) {
    let path = "\(folder)/\(file.path)"
    try FileSystem.makeFolder(FileSystem.folder(of: path))
    try FileSystem.write(file.bytes, to: path, mode: file.mode)
  }

  /// Whether the file is there as it should be: itself and no link, with its content, and for nobody else to change.
  private static func isWhole(_ file: File, in folder: String) -> Bool {
    let path = "\(folder)/\(file.path)"
    guard let mode = FileSystem.linkMode(path), mode & S_IFMT == S_IFREG, mode & 0o022 == 0 else {
      return false
    }
    return FileSystem.size(path) == file.bytes.count && (try? FileSystem.read(path)) == file.bytes
  }

  /// An error about what was given, which says nothing of the folder that is gone when it is read.
  private static func about(
    _ source: PluginSource, _ error: ExplainerError, in folder: String
  ) -> ExplainerError {
    var error = error
    error.location = [source.path]
    let folders = [folder, FileSystem.resolved(folder)].compactMap(\.self)
    func renamed(_ text: String) -> String {
      folders.reduce(text) {
        $0.replacing(
          "\($1)/\(source.library.path)", with: source.isPackage ? source.library.path : source.path
        )
        .replacing("\($1)/", with: "").replacing($1, with: FileSystem.folder(of: source.path))
      }
    }
    error.message = renamed(error.message)
    error.expected = error.expected.map(renamed)
    error.found = error.found.map(renamed)
    error.remedy = error.remedy.map(renamed)
    return error
  }
}

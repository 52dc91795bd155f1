import Diagnostics
import Digests
import ExplainerCore
import Files
import ForeignFunctions
import JSON

/// What somebody gives to install: a package, a bare library, or a description of plain C functions.
struct PluginSource: Sendable {
  static let packageName = "package\(PluginPackage.ending)"

  /// The file.
  let path: String
  /// The library, by its file name.
  let library: TarArchive.Member
  /// What goes beside it: libraries that it needs, files that it reads.
  ///
  /// Paths are relative to its folder.
  let beside: [TarArchive.Member]
  /// The entry function, where it is not the usual one.
  let symbol: String?
  /// What the source says of the plugin, as a registry would; nil for a bare library.
  let plugin: JSONObject?
  /// What is to lie beside the library: documentation, licence, the package itself.
  let documents: [TarArchive.Member]
  /// The SHA-256 of all it brings.
  let digest: String

  /// Whether it is a package.
  var isPackage: Bool { path.hasSuffix(PluginPackage.ending) }

  /// Whether the library holds plain C functions.
  var isPlainFunctions: Bool { plugin?["kind"]?.string == PlainFunctions.kind }

  /// Reads what lies at `path`.
  ///
  /// - Throws: `notFound`, `badData` for a damaged package, a malformed description or a library that needs others which
  ///   cannot go with it, `incompatiblePlugin` for a package built for another kind of machine.
  init(_ path: String, symbol: String?) throws(ExplainerError) {
    guard FileSystem.mode(path) != nil else {
      throw ExplainerError(
        .notFound, "no such file", at: [path],
        remedy: "name a package, a library, a description of C functions, or the folder of a project")
    }
    self.path = path
    if path.hasSuffix(PluginPackage.ending) {
      let content = try FileSystem.read(path, limit: PluginPackage.maximumSize)
      let package = try Self.package(content, at: path)
      library = package.library
      beside = package.beside
      plugin = package.manifest.plugin
      self.symbol = symbol ?? package.manifest.plugin["symbol"]?.string
      documents =
        package.members.filter { !$0.path.contains("/") } + [.init(path: Self.packageName, bytes: content)]
      digest = SHA256.hexadecimal(of: content)
    } else if path.hasSuffix(FunctionsDescription.ending) {
      let content = try FileSystem.read(path, limit: FunctionsDescription.maximumSize)
      let description = try FunctionsDescription(path: path)
      (library, beside) = try Self.files(of: description.libraryPath)
      plugin = description.plugin
      self.symbol = nil
      documents = []
      digest = Self.digest(of: content, library, beside)
    } else {
      (library, beside) = try Self.files(of: path)
      plugin = nil
      self.symbol = symbol
      documents = []
      digest = Self.digest(of: [], library, beside)
    }
  }

  /// A library with those that it needs and finds beside itself.
  private static func files(
    of path: String
  ) throws(ExplainerError) -> (TarArchive.Member, [TarArchive.Member]) {
    var beside: [TarArchive.Member] = []
    for file in try LibraryNeighbours(of: path).find() {
      beside.append(
        .init(path: file.path, bytes: try FileSystem.read(file.source, limit: PluginPackage.maximumSize)))
    }
    let library = try FileSystem.read(path, limit: PluginPackage.maximumSize)
    return (.init(path: FileSystem.name(of: path), bytes: library), beside)
  }

  private static func digest(
    of content: [UInt8], _ library: TarArchive.Member, _ beside: [TarArchive.Member]
  ) -> String {
    var digest = SHA256()
    digest.update(content)
    digest.update(library.bytes)
    for file in beside { digest.update(Array("\(file.path)\0\(file.bytes.count)\0".utf8) + file.bytes) }
    return digest.hexadecimal
  }

  private static func package(_ content: [UInt8], at path: String) throws(ExplainerError) -> PluginPackage {
    let package: PluginPackage
    do { package = try PluginPackage(content) } catch { throw error.located(in: path) }
    guard package.manifest.platform == Platform.current else {
      throw ExplainerError(
        .incompatiblePlugin, "the package is built for another kind of machine", at: [path],
        expected: Platform.current, found: package.manifest.platform,
        remedy: "build it here: 'explainer extract' gives its sources, where it has them")
    }
    return package
  }
}

import Diagnostics
import Digests
import ExplainerCore
import Files
import JSON

/// What somebody gives to install: a package, a bare library, or a description of plain C functions.
struct PluginSource: Sendable {
  static let packageName = "package\(PluginPackage.ending)"

  /// The file.
  let path: String
  /// The library's file name and content.
  let libraryName: String
  let library: [UInt8]
  /// The entry function, where it is not the usual one.
  let symbol: String?
  /// What the source says of the plugin, as a registry would; nil for a bare library.
  let plugin: JSONObject?
  /// What is to lie beside the library: documentation, licence, the package itself.
  let documents: [TarArchive.Member]
  /// The SHA-256 of all it brings.
  let digest: String

  /// Whether the library holds plain C functions.
  var isPlainFunctions: Bool { plugin?["kind"]?.string == PlainFunctions.kind }

  /// Reads what lies at `path`.
  ///
  /// - Throws: `notFound`, `badParameter` for a folder, `badData` for a damaged package or a malformed description,
  ///   `incompatiblePlugin` for a package built for another kind of machine.
  init(_ path: String, symbol: String?) throws(ExplainerError) {
    guard !FileSystem.isDirectory(path) else {
      throw ExplainerError(
        .badParameter, "is a folder, expected a package or a library", at: [path],
        remedy: "'explainer build \(path)' makes a package of a project")
    }
    self.path = path
    let content = try FileSystem.read(path, limit: PluginPackage.maximumSize)
    if path.hasSuffix(PluginPackage.ending) {
      let package = try Self.package(content, at: path)
      libraryName = FileSystem.name(of: package.manifest.library)
      library = package.library?.bytes ?? []
      plugin = package.manifest.plugin
      self.symbol = symbol ?? package.manifest.plugin["symbol"]?.string
      documents =
        package.members.filter { !$0.path.contains("/") } + [.init(path: Self.packageName, bytes: content)]
      digest = SHA256.hexadecimal(of: content)
    } else if path.hasSuffix(FunctionsDescription.ending) {
      let description = try FunctionsDescription(path: path)
      libraryName = FileSystem.name(of: description.library)
      library = try FileSystem.read(description.libraryPath, limit: PluginPackage.maximumSize)
      plugin = description.plugin
      self.symbol = nil
      documents = []
      digest = SHA256.hexadecimal(of: content + library)
    } else {
      libraryName = FileSystem.name(of: path)
      library = content
      plugin = nil
      self.symbol = symbol
      documents = []
      digest = SHA256.hexadecimal(of: content)
    }
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

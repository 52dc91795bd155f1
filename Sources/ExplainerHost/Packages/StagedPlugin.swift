import Diagnostics
import ExplainerCore
import Files
import JSON

/// A plugin's files in a folder of their own, checked and ready to be moved into place.
struct StagedPlugin {
  /// What the library says of itself.
  let candidate: PluginCandidate
  /// The library's SHA-256.
  let sha256: String
  private let folder: String
  private let libraryName: String
  private let hasPackage: Bool
  static let packageName = "package\(PluginPackage.ending)"

  /// Copies what `source` (a package, a bare library, or the library of a description of C functions) holds into
  /// `folder` and inspects it there.
  init(
    _ source: String, symbol: String?, folder: String, inspector: PluginInspector
  ) throws(ExplainerError) {
    guard !FileSystem.isDirectory(source) else {
      throw ExplainerError(
        .badParameter, "is a folder, expected a package or a library", at: [source],
        remedy: "'explainer build \(source)' makes a package of a project")
    }
    self.folder = folder
    if source.hasSuffix(FunctionsDescription.ending) {
      let description = try FunctionsDescription(path: source)
      let library = try FileSystem.read(description.libraryPath, limit: PluginPackage.maximumSize)
      hasPackage = false
      libraryName = description.library.split(separator: "/").last.map(String.init) ?? description.library
      try FileSystem.write(library, to: "\(folder)/\(libraryName)", mode: 0o755)
      candidate = try PluginCandidate(
        description, library: "\(folder)/\(libraryName)", inspector: inspector)
      sha256 = SHA256.hexadecimal(of: library)
      return
    }
    let content = try FileSystem.read(source, limit: PluginPackage.maximumSize)
    hasPackage = source.hasSuffix(PluginPackage.ending)
    var expected: JSONObject?
    let library: [UInt8]
    var symbol = symbol
    if hasPackage {
      let package: PluginPackage
      do { package = try PluginPackage(content) } catch { throw error.located(in: source) }
      guard package.manifest.platform == Platform.current, let member = package.library else {
        throw ExplainerError(
          .incompatiblePlugin, "the package is built for another kind of machine", at: [source],
          expected: Platform.current, found: package.manifest.platform,
          remedy: "build it here: 'explainer extract' gives its sources, where it has them")
      }
      library = member.bytes
      libraryName = FileSystem.name(of: member.path)
      expected = package.manifest.plugin
      symbol = symbol ?? expected?["symbol"]?.string
      for file in package.members where !file.path.contains("/") {
        try FileSystem.write(file.bytes, to: "\(folder)/\(file.path)")
      }
      try FileSystem.write(content, to: "\(folder)/\(Self.packageName)")
    } else {
      library = content
      libraryName = FileSystem.name(of: source)
    }
    try FileSystem.write(library, to: "\(folder)/\(libraryName)", mode: 0o755)
    do {
      candidate = try PluginCandidate(
        library: "\(folder)/\(libraryName)", symbol: symbol, inspector: inspector)
    } catch {
      var error = error
      error.place = [source]
      throw error
    }
    guard expected == nil || expected == candidate.members else {
      throw ExplainerError(
        .incompatiblePlugin, "the library does not say of itself what the package's manifest says of it",
        at: [source], remedy: "build the package again")
    }
    sha256 = SHA256.hexadecimal(of: library)
  }

  /// The name of the folder it is to lie in, different for different content.
  var folderName: String {
    let descriptor = candidate.descriptor
    return "\(descriptor.explainer).\(descriptor.name)-\(descriptor.version)-\(sha256.prefix(8))"
  }

  /// Puts the folder in place; one of that name holds the same library and may stay.
  func move(to place: String) throws(ExplainerError) {
    if FileSystem.isFile("\(place)/\(libraryName)") { return }
    try FileSystem.moveFolder(folder, to: place)
  }

  /// The entry of the registry, the library lying in `libraryFolder` below it.
  func entry(libraryFolder: String, origin: String) -> JSONValue {
    var entry: JSONObject = [
      "library": .string("\(libraryFolder)/\(libraryName)"), "sha256": .string(sha256),
    ]
    if hasPackage { entry["package"] = .string("\(libraryFolder)/\(Self.packageName)") }
    entry["origin"] = .string(origin)
    for member in candidate.members.members { entry[member.key] = member.value }
    return .object(entry)
  }
}

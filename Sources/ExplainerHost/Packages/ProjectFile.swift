import Diagnostics
import ExplainerCore
import Files
import JSON

/// `explainer.json` of an author's project: how it is built and what belongs into its package.
struct ProjectFile: Sendable, Hashable {
  static let fileName = "explainer.json"
  static let schema = "explainer/project/1"

  /// The project's folder.
  let folder: String
  /// The project's name.
  let name: String
  /// The library the build leaves behind, relative to the folder.
  let library: String
  /// The entry function, where it is not the usual one.
  let symbol: String?
  /// The shell command that builds, run in the folder; nil where there is nothing to build.
  let build: String?
  /// Documentation, licence and sources that go into the package, relative to the folder.
  let documentation: String?
  let license: String?
  let sources: [String]

  /// Reads the project in `folder`.
  ///
  /// - Throws: `notFound` where there is none, `badData` with line and column for one that is malformed.
  init(folder: String) throws(ExplainerError) {
    let path = "\(folder)/\(Self.fileName)"
    guard let bytes = try FileSystem.readIfPresent(path, limit: 1 << 20) else {
      throw ExplainerError(
        .notFound, "there is no \(Self.fileName) here", at: [folder],
        remedy: "'explainer generate NAME' makes a project")
    }
    let json: JSONValue
    do { json = try JSONValue(parsing: bytes) } catch { throw error.inFile(path) }
    let reader = DescriptorReader(json: json)
    do throws(DescriptorError) {
      guard json["schema"]?.string == Self.schema else {
        throw DescriptorError("'schema' is not \"\(Self.schema)\"", at: ["schema"])
      }
      self.folder = folder
      name = try reader.name("name")
      library = try Self.inside(reader.string("library"), "library")
      symbol = try reader.optionalString("symbol")
      build = try reader.optionalString("build")
      documentation = try reader.optionalString("documentation")
      license = try reader.optionalString("license")
      sources = try reader.strings("sources")
      for path in [documentation, license].compactMap({ $0 }) + sources {
        _ = try Self.inside(path, "sources")
      }
    } catch {
      throw JSONPointer(error.path).place(in: bytes, message: error.reason).inFile(path)
    }
  }

  /// The files that make the project again, relative to its folder, sorted: what `sources` names, folders with all
  /// that is in them, and the project file, the documentation and the licence.
  var sourceFiles: [String] {
    let named = sources.flatMap { path in
      let full = "\(folder)/\(path)"
      return FileSystem.isDirectory(full) ? FileSystem.files(below: full).map { "\(path)/\($0)" } : [path]
    }
    return Set(named + [Self.fileName] + [documentation, license].compactMap { $0 }).sorted()
  }

  private static func inside(_ path: String, _ key: String) throws(DescriptorError) -> String {
    guard TarArchive.isSafe(path) else {
      throw DescriptorError("'\(path)' must be a path inside the project", at: [key])
    }
    return path
  }
}

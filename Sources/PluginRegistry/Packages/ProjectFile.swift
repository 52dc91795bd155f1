package import Diagnostics
import ExplainerCore
import Files
import JSON

/// `explainer.json` of an author's project: how it is built and what belongs into its package.
package struct ProjectFile: Sendable, Hashable {
  package static let fileName = "explainer.json"
  package static let schema = "explainer/project/1"

  /// The project's folder.
  package let folder: String
  /// The project's name.
  package let name: String
  /// The library the build leaves behind, relative to the folder; nil where `functions` names it.
  package let library: String?
  /// The description of plain C functions, relative to the folder, where the library is no plugin of the ABI.
  package let functions: String?
  /// Files that go beside the library: what it opens or loads while it runs, relative to the folder.
  ///
  /// Libraries that it
  /// is linked to, and finds by `$ORIGIN`, need not be named.
  package let beside: [String]
  /// Files, and folders with all that is in them, that the package carries for the plugin to read through
  /// `explainer.files/1`, relative to the folder: all in its `data`.
  package let data: [String]
  /// The entry function, where it is not the usual one.
  package let symbol: String?
  /// The shell command that builds, run in the folder; nil where there is nothing to build.
  package let build: String?
  /// Documentation, licence and sources that go into the package, relative to the folder.
  package let documentation: String?
  package let license: String?
  package let sources: [String]

  /// Reads the project in `folder`.
  ///
  /// - Throws: `notFound` where there is none, `badData` with line and column for one that is malformed.
  package init(folder: String) throws(ExplainerError) {
    let path = "\(folder)/\(Self.fileName)"
    guard let bytes = try FileSystem.readIfPresent(path, limit: DocumentBounds.project.bytes) else {
      throw ExplainerError(
        .notFound, "there is no \(Self.fileName) here", at: [folder],
        remedy: "'explainer generate NAME' makes a project")
    }
    let json: JSONValue
    do { json = try JSONValue(parsing: bytes, memory: DocumentBounds.project.memory) } catch {
      throw error.inFile(path)
    }
    do throws(JSONReadingError) {
      let reader = try JSONReader(json, "a project")
      guard let schema = FormatVersion(json, known: Self.schema) else {
        throw JSONReadingError("'schema' is not \"\(Self.schema)\"", at: ["schema"])
      }
      try reader.refuseOthers(
        than: [
          "schema", "$schema", "name", "library", "functions", "beside", "data", "symbol", "build",
          "documentation", "license", "sources",
        ], schema: schema)
      self.folder = folder
      name = try reader.name("name")
      functions = try reader.optionalString("functions")
      library = functions == nil ? try reader.words("library") : nil
      beside = try reader.strings("beside")
      data = try reader.strings("data")
      symbol = try reader.optionalString("symbol")
      build = try reader.optionalString("build")
      documentation = try reader.optionalString("documentation")
      license = try reader.optionalString("license")
      sources = try reader.strings("sources")
      for path in sources { try Self.check(path, "sources") }
      for path in beside { try Self.check(path, "beside") }
      for path in data {
        try Self.check(path, "data")
        guard path == DataFile.folder || DataFile.isOne(path) else {
          throw JSONReadingError("'\(path)' is not in the folder '\(DataFile.folder)'", at: ["data"])
        }
      }
      for (key, path) in [
        ("library", library), ("functions", functions), ("documentation", documentation),
        ("license", license),
      ] {
        if let path { try Self.check(path, key) }
      }
    } catch {
      throw JSONPointer(error.path).error(in: bytes, message: error.reason).inFile(path)
    }
  }

  /// The files that make the project again, relative to its folder, sorted: what `sources` names, folders with all
  /// that is in them, and the project file, the documentation and the licence.
  var sourceFiles: [String] {
    let named = sources.flatMap { path in
      let full = "\(folder)/\(path)"
      return FileSystem.isDirectory(full) ? FileSystem.files(below: full).map { "\(path)/\($0)" } : [path]
    }
    return Set(named + [Self.fileName] + [functions, documentation, license].compactMap { $0 }).sorted()
  }

  /// The files that `data` names, relative to the folder, sorted.
  ///
  /// - Throws: `notFound` for one that is missing, `badData` for too many, or a name that is too long.
  package func dataFiles() throws(ExplainerError) -> [String] {
    var files: Set<String> = []
    for path in data {
      let full = "\(folder)/\(path)"
      guard FileSystem.mode(full) != nil else {
        throw ExplainerError(
          .notFound, "there is no '\(path)', which \(Self.fileName) names", at: [folder],
          remedy: "mend its \"data\"")
      }
      if FileSystem.isDirectory(full) {
        files.formUnion(FileSystem.files(below: full).map { "\(path)/\($0)" })
      } else {
        files.insert(path)
      }
    }
    if let flaw = DataFile.flaw(of: files) {
      throw ExplainerError(.badData, flaw, at: [folder], remedy: "put them together into one")
    }
    return files.sorted()
  }

  private static func check(_ path: String, _ key: String) throws(JSONReadingError) {
    guard FileSystem.staysInside(path) else {
      throw JSONReadingError("'\(path)' must be a path inside the project", at: [key])
    }
  }
}

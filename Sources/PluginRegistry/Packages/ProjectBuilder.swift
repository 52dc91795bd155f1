public import Diagnostics
import ExplainerCore
import Files
import ForeignFunctions
import JSON

/// Builds an author's project and puts its package together.
public struct ProjectBuilder: Sendable {
  /// What a build left behind.
  public struct Product: Sendable, Hashable {
    /// The package.
    public let package: String
    /// The library.
    public let library: String
    /// Its size in bytes.
    public let size: Int
    /// The entry points' names.
    public let entryPoints: [String]
    /// The files that go beside the library, by their paths from its folder.
    public let beside: [String]
    /// The files it carries for the plugin to read, `data/NAME`.
    public let data: [String]
    /// Their size together, in bytes.
    public let dataSize: Int
    /// The documents and sources in the package.
    public let files: [String]
  }

  private let installation: Installation
  private let inspector: any LibraryInspector

  /// A builder of this installation, which has libraries described by `inspector`.
  package init(_ installation: Installation, inspector: any LibraryInspector) {
    self.installation = installation
    self.inspector = inspector
  }

  /// Builds the project in `folder` by its own recipe, asks the library what it is, and writes the package.
  ///
  /// The recipe is the author's own and runs as the author, without walls.
  ///
  /// - Parameters:
  ///   - given: the project's folder.
  ///   - output: the package's path; `build/NAME-VERSION.explainer` in the project otherwise.
  ///   - withSources: whether the sources the project names go into the package.
  /// - Throws: `notFound` or `badData` for a folder that is no project, `badData` where the recipe fails or leaves no
  ///   library, as `LibraryInspector` for a library that is no plugin.
  public func build(
    folder given: String, output: String? = nil, withSources: Bool = true
  ) throws(ExplainerError) -> Product {
    let folder = FileSystem.absolute(given)
    let project = try ProjectFile(folder: folder)
    if let command = project.build { try run(command, of: project) }
    let (library, functions) = try product(of: project)
    let beside = try beside(library, of: project)
    let candidate =
      if let functions {
        try PluginCandidate(library: library, functions: functions, inspector: inspector)
      } else {
        try PluginCandidate(library: library, symbol: project.symbol, inspector: inspector)
      }
    let members = try members(of: project, library: library, beside, withSources: withSources)
    let package = try PluginPackage(
      library: members[0].path, plugin: candidate.members, members: members
    ).bytes()
    let name = "\(candidate.descriptor.name)-\(candidate.descriptor.version)\(PluginPackage.ending)"
    let path = output ?? "\(folder)/build/\(name)"
    try FileSystem.makeFolder(FileSystem.folder(of: path))
    try OutputFile.write(package, to: path)
    let inside = members.dropFirst().compactMap { $0.inside(PluginPackage.libraryFolder) }
    let data = inside.filter { DataFile.isOne($0.path) }
    return Product(
      package: path, library: library, size: package.count,
      entryPoints: candidate.descriptor.entryPoints.map(\.name),
      beside: inside.map(\.path).filter { !DataFile.isOne($0) }, data: data.map(\.path),
      dataSize: data.reduce(0) { $0 + $1.bytes.count },
      files: members.map(\.path).filter { !$0.hasPrefix(PluginPackage.libraryFolder) })
  }

  /// What the build left behind: the library and, where it holds plain C functions, what describes them.
  private func product(
    of project: ProjectFile
  ) throws(ExplainerError) -> (library: String, functions: JSONObject?) {
    func existing(_ library: String) throws(ExplainerError) -> String {
      guard !FileSystem.isFile(library) else { return library }
      throw ExplainerError(
        .badData, "the build left no library there", at: [library],
        remedy: "mend \(ProjectFile.fileName), or what its \"build\" does")
    }
    if let functions = project.functions {
      let description = try FunctionsDescription(path: "\(project.folder)/\(functions)")
      return (try existing(description.libraryPath), description.plugin)
    }
    return (try existing("\(project.folder)/\(project.library ?? "")"), nil)
  }

  private func run(_ command: String, of project: ProjectFile) throws(ExplainerError) {
    let status = try ShellCommand(
      command, folder: project.folder,
      variables: ["EXPLAINER_SDK": installation.sdkFolder, "EXPLAINER_INCLUDE": installation.headerFolder]
    ).run()
    guard status == 0 else {
      throw ExplainerError(
        .badData, "the build failed: '\(command)' ended with \(status)",
        at: ["\(project.folder)/\(ProjectFile.fileName)"], remedy: "its messages are above")
    }
  }

  /// What goes beside the library: what the project names, by its place below the library's folder or else by its name,
  /// and the libraries that it or one of these needs.
  private func beside(
    _ library: String, of project: ProjectFile
  ) throws(ExplainerError) -> [LibraryNeighbours.File] {
    let folder = "\(FileSystem.folder(of: library))/"
    let named = project.beside.map { path in
      let source = "\(project.folder)/\(path)"
      return LibraryNeighbours.File(
        path: source.hasPrefix(folder) ? String(source.dropFirst(folder.count)) : FileSystem.name(of: path),
        source: source)
    }
    var files = named
    for root in [LibraryNeighbours.File(path: FileSystem.name(of: library), source: library)] + named {
      let index = root.path.dropLast(FileSystem.name(of: root.path).count)
      for file in try LibraryNeighbours(of: root.source, project: project.folder).find() {
        let path = String(index) + file.path
        if !files.contains(where: { $0.path == path }) {
          files.append(.init(path: path, source: file.source))
        }
      }
    }
    return files
  }

  private func members(
    of project: ProjectFile, library: String, _ beside: [LibraryNeighbours.File], withSources: Bool
  ) throws(ExplainerError) -> [TarArchive.Member] {
    func member(_ source: String, as path: String) throws(ExplainerError) -> TarArchive.Member {
      TarArchive.Member(
        path: path, bytes: try FileSystem.read(source, limit: PluginPackage.maximumSize),
        isExecutable: FileSystem.mode(source).map { $0 & 0o100 != 0 } ?? false)
    }
    let name = FileSystem.name(of: library)
    var result = [try member(library, as: PluginPackage.libraryFolder + name)]
    let data = try project.dataFiles().map {
      LibraryNeighbours.File(path: $0, source: "\(project.folder)/\($0)")
    }
    for file in beside + data {
      let path = PluginPackage.libraryFolder + file.path
      guard !result.contains(where: { $0.path == path }) else {
        throw ExplainerError(
          .badData, "two files would lie beside the library as '\(file.path)'",
          at: ["\(project.folder)/\(ProjectFile.fileName)"], found: file.source,
          remedy: "give one of them another name")
      }
      result.append(try member(file.source, as: path))
    }
    for path in [project.documentation, project.license].compactMap({ $0 }) {
      result.append(try member("\(project.folder)/\(path)", as: path))
    }
    guard withSources else { return result }
    for file in project.sourceFiles {
      result.append(try member("\(project.folder)/\(file)", as: PackageManifest.sourceFolder + file))
    }
    return result
  }
}

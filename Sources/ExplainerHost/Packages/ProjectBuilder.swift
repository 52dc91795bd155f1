public import Diagnostics
import ExplainerCore
import Files
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
    /// The files in the package beside the library.
    public let files: [String]
  }

  private let installation: Installation

  /// A builder of this installation.
  public init(_ installation: Installation) { self.installation = installation }

  /// Builds the project in `folder` by its own recipe, asks the library what it is, and writes the package.
  ///
  /// The recipe is the author's own and runs as the author, without walls.
  ///
  /// - Parameters:
  ///   - given: the project's folder.
  ///   - output: the package's path; `build/NAME-VERSION.explainer` in the project otherwise.
  ///   - withSources: whether the sources the project names go into the package.
  /// - Throws: `notFound` or `badData` for a folder that is no project, `badData` where the recipe fails or leaves no
  ///   library, as `PluginInspector` for a library that is no plugin.
  public func build(
    folder given: String, output: String? = nil, withSources: Bool = true
  ) throws(ExplainerError) -> Product {
    let folder = FileSystem.absolute(given)
    let project = try ProjectFile(folder: folder)
    if let command = project.build { try run(command, of: project) }
    let (library, candidate) = try inspect(project)
    let members = try members(of: project, library: library, withSources: withSources)
    let package = try PluginPackage(
      library: members[0].path, plugin: candidate.members, members: members
    ).bytes()
    let name = "\(candidate.descriptor.name)-\(candidate.descriptor.version)\(PluginPackage.ending)"
    let path = output ?? "\(folder)/build/\(name)"
    try FileSystem.makeFolder(FileSystem.folder(of: path))
    try OutputFile.write(package, to: path)
    return Product(
      package: path, library: library, size: package.count,
      entryPoints: candidate.descriptor.entryPoints.map(\.name), files: members.dropFirst().map(\.path))
  }

  /// What the build left behind, asked in a worker what it is.
  private func inspect(
    _ project: ProjectFile
  ) throws(ExplainerError) -> (library: String, PluginCandidate) {
    let inspector = PluginInspector(installation: installation)
    func existing(_ library: String) throws(ExplainerError) -> String {
      guard !FileSystem.isFile(library) else { return library }
      throw ExplainerError(
        .badData, "the build left no library there", at: [library],
        remedy: "mend \(ProjectFile.fileName), or what its \"build\" does")
    }
    if let functions = project.functions {
      let description = try FunctionsDescription(path: "\(project.folder)/\(functions)")
      let library = try existing(description.libraryPath)
      return (
        library, try PluginCandidate(library: library, functions: description.plugin, inspector: inspector)
      )
    }
    let library = try existing("\(project.folder)/\(project.library ?? "")")
    return (library, try PluginCandidate(library: library, symbol: project.symbol, inspector: inspector))
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

  private func members(
    of project: ProjectFile, library: String, withSources: Bool
  ) throws(ExplainerError) -> [TarArchive.Member] {
    func member(_ source: String, as path: String) throws(ExplainerError) -> TarArchive.Member {
      TarArchive.Member(
        path: path, bytes: try FileSystem.read(source, limit: PluginPackage.maximumSize),
        isExecutable: FileSystem.mode(source).map { $0 & 0o100 != 0 } ?? false)
    }
    let name = FileSystem.name(of: library)
    var result = [try member(library, as: "lib/\(name)")]
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

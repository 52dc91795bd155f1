import Files

/// Where this program and what belongs to it lies, found from the executable's own place, so that a build may be
/// moved and called from anywhere.
public struct Installation: Sendable, Hashable {
  /// One registry to read.
  public struct RegistryLayer: Sendable, Hashable {
    /// The file.
    public var path: String
    /// Whether it must exist.
    public var isRequired: Bool
    /// Where libraries named without a folder are looked for after the registry's own folder.
    public var libraryFolders: [String]
  }

  /// The executable's absolute path, links resolved.
  public let executable: String
  /// The environment the program was started with.
  public let environment: [String: String]

  /// An installation around `executable`.
  public init(executable: String, environment: [String: String]) {
    self.executable = executable
    self.environment = environment
  }

  /// The installation of the running program.
  public static func current() -> Installation {
    Installation(
      executable: FileSystem.resolved("/proc/self/exe") ?? "/proc/self/exe",
      environment: ProcessEnvironment.variables())
  }

  /// The folder the executable is in.
  public var executableFolder: String { FileSystem.folder(of: executable) }

  /// The program that reads YAML: beside this one, else in `../libexec/explainer`.
  public var yamlReader: String {
    let shared = "\(FileSystem.folder(of: executableFolder))/libexec/explainer/explainer-yaml"
    return FileSystem.isFile(shared) ? shared : "\(executableFolder)/explainer-yaml"
  }

  /// The folder with the program's own models and its copy of the registry: what was built beside the executable, else
  /// `../share/explainer`.
  public var dataFolder: String {
    let bundle = "\(executableFolder)/explainer_Distribution.resources"
    let shared = "\(FileSystem.folder(of: executableFolder))/share/explainer"
    return [bundle, shared].first { FileSystem.isFile("\($0)/registry.json") } ?? bundle
  }

  /// The folders in which models are found by name.
  public var modelFolders: [String] { [dataFolder] }

  /// The folder an author's Swift package depends on for `ExplainerKit`: the modules of the source tree, else their
  /// copies beside the executable.
  public var sdkFolder: String { sourceTree.map { "\($0)/Sources" } ?? dataFolder }

  /// The folder with `explainer_abi.h`.
  public var headerFolder: String { "\(sdkFolder)/CExplainerABI/include" }

  /// The folder with what `generate` starts from, one folder a language.
  public var scaffoldFolder: String { "\(sdkFolder)/Scaffolds" }

  /// The registry that things are installed into unless told otherwise; nil where there is no home.
  public var userRegistry: String? {
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? "\($0)/.config" : nil }
    let config = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home
    return config.map { "\($0)/explainer/registry.json" }
  }

  /// The folder for what may be thrown away at any time; nil where there is no home.
  package var cacheFolder: String? {
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? "\($0)/.cache" : nil }
    let cache = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home
    return cache.map { "\($0)/explainer" }
  }

  /// Where it is written down which files have which content, so that pinned libraries need not be read for every call.
  ///
  /// Not the memory that chains have in their folder of results, which may be anywhere: what stands here is trusted.
  package var libraryMemory: String? { cacheFolder.map { "\($0)/libraries.json" } }

  /// The registries to read, in order.
  public var registryLayers: [RegistryLayer] {
    var layers = [
      RegistryLayer(
        path: builtInRegistry, isRequired: true,
        libraryFolders: [executableFolder, "\(FileSystem.folder(of: executableFolder))/lib/explainer"])
    ]
    if let userRegistry {
      layers.append(RegistryLayer(path: userRegistry, isRequired: false, libraryFolders: []))
    }
    for path in (environment["EXPLAINER_REGISTRY"] ?? "").split(separator: ":") {
      layers.append(
        RegistryLayer(path: FileSystem.absolute(String(path)), isRequired: true, libraryFolders: []))
    }
    return layers
  }

  /// The program's own registry: that of the source tree the executable was built in, else the copy that was built
  /// beside it.
  package var builtInRegistry: String { "\(sourceTree ?? dataFolder)/registry.json" }

  /// The folder of documents: that of the source tree, else the one that is installed; nil where there is none.
  public var documentFolder: String? {
    let shared = "\(FileSystem.folder(of: executableFolder))/share/doc/explainer/Docs"
    return [sourceTree.map { "\($0)/Docs" }, shared].compactMap(\.self).first(where: FileSystem.isDirectory)
  }

  /// The tutorial; nil where it is not there.
  public var guide: String? {
    documentFolder.map { "\($0)/tutorial.md" }.flatMap { FileSystem.isFile($0) ? $0 : nil }
  }

  /// Where to read the document `name`, for a sentence: its path, in the source tree from the tree's folder.
  public func reference(toDocument name: String) -> String {
    guard let documentFolder else { return "\(name) in the folder Docs of the sources" }
    return sourceTree == nil ? "\(documentFolder)/\(name)" : "Docs/\(name)"
  }

  /// What the program was built from, such as a commit: the first line of `explainer.commit`, which `make build` writes
  /// beside the executable and an installation has in its `dataFolder`; nil where it is not known, or where in a source
  /// tree the program has been built since.
  public var builtFrom: String? {
    let beside = "\(executableFolder)/explainer.commit"
    if sourceTree != nil, written(beside) < written(executable) { return nil }
    for path in [beside, "\(dataFolder)/explainer.commit"] {
      guard let bytes = try? FileSystem.read(path, limit: 4096) else { continue }
      let line = bytes.prefix { $0 != 0x0A }
      guard !line.isEmpty, line.allSatisfy({ 0x20..<0x7F ~= $0 }) else { continue }
      return String(decoding: line, as: UTF8.self)
    }
    return nil
  }

  /// When a file was written, in seconds; 0 without one.
  private func written(_ path: String) -> Int { FileSystem.stamp(path)?[3] ?? 0 }

  /// The source tree in whose `.build` the executable lies.
  private var sourceTree: String? {
    var folder = executableFolder
    while folder != "/" && !folder.isEmpty {
      let parent = FileSystem.folder(of: folder)
      if folder.hasSuffix("/.build"), FileSystem.isFile("\(parent)/Package.swift"),
        FileSystem.isFile("\(parent)/registry.json")
      {
        return parent
      }
      folder = parent
    }
    return nil
  }
}

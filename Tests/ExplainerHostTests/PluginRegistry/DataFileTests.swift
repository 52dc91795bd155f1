import Checkpoints
import Diagnostics
import Digests
import ExplainerCore
import ExplainerTestSupport
import Files
import Glibc
import JSON
import Testing
@testable import ExplainerHost
@testable import PluginHost
@testable import PluginRegistry
@testable import Sandbox

/// Files that a package carries for its plugin to read: from the author's folder to a worker, and away again.
@Suite struct DataFileTests {
  private let trial = TrialRegistry()
  private var project: String { "\(trial.folder.path)/project" }

  /// A project with data, built.
  private func product(
    data: JSONValue = ["data"], files: [String: String] = ["a.txt": "ab", "inner/b.txt": "", ".hidden": "x"]
  ) throws -> ProjectBuilder.Product {
    try CompiledPlugin.readingFiles().make(in: "\(project)/build")
    for (name, content) in files {
      let path = "\(project)/data/\(name)"
      try FileSystem.makeFolder(FileSystem.folder(of: path))
      try FileSystem.write(content.utf8, to: path)
    }
    let json: JSONValue = [
      "schema": "explainer/project/1", "name": "odd", "library": "build/libodd.so", "data": data,
      "sources": ["explainer.json"],
    ]
    trial.folder.write(json.text(), to: "project/explainer.json")
    return try ProjectBuilder(trial.installation).build(folder: project)
  }

  private func answer() throws -> Int? {
    try EntryPointRunner(trial.installation).run(
      try Registry(trial.installation).entryPoint(named: "odd"),
      on: try ModelCatalog(trial.installation).locate(Fixtures.model("gpt2")),
      request: ExplanationRequest(texts: [], parameters: [:], truncates: false), limits: Limits(seconds: 60),
      observe: { _ in }
    ).explanation.result["value"]?.int
  }

  /// They are packed, counted, pinned, read by the plugin, given back with the sources, and gone with the plugin.
  @Test func wholeWay() throws {
    let product = try product()
    #expect(product.data == ["data/a.txt", "data/inner/b.txt"] && product.dataSize == 2)
    #expect(product.beside.isEmpty)
    let outcome = try trial.installer().install(product.package)
    #expect(outcome.dataFiles == 2 && outcome.dataSize == 2)
    let plugin = try trial.plugin()
    #expect(plugin.dataFiles.map(\.name) == ["data/a.txt", "data/inner/b.txt"])
    #expect(plugin.dataFiles.map(\.size) == [2, 0])
    #expect(plugin.dataFiles[0].sha256 == SHA256.hexadecimal(of: Array("ab".utf8)))
    #expect(FileSystem.mode(plugin.dataFiles[0].path).map { $0 & 0o777 } == 0o644)
    #expect(try answer() == (97 + 98) * 1000 - 1)
    let target = "\(trial.folder.path)/again"
    let (_, files) = try PackageExtractor(trial.installation).extract("odd", to: target)
    #expect(files == ["data/a.txt", "data/inner/b.txt", "explainer.json"])
    #expect(try FileSystem.read("\(target)/data/a.txt") == Array("ab".utf8))
    _ = try trial.installer().uninstall("odd")
    #expect(!FileSystem.isFile(plugin.dataFiles[0].path))
  }

  /// One that was damaged is refused before a worker starts, and put right by installing the same again.
  @Test(arguments: ["changed", "gone", "a link", "for all to write"]) func damaged(_ how: String) throws {
    let package = try product().package
    _ = try trial.installer().install(package)
    let path = try trial.plugin().dataFiles[0].path
    switch how {
    case "changed": try FileSystem.write(Array("ba".utf8), to: path)
    case "for all to write": #expect(chmod(path, 0o666) == 0)
    case "a link":
      FileSystem.remove(path)
      #expect(symlink(trial.folder.write("cd", to: "elsewhere"), path) == 0)
    default: FileSystem.remove(path)
    }
    let error = try #require(trial.failure { _ = try answer() })
    #expect(error.code == .pluginUnavailable && error.description.contains("data/a.txt"), "\(error)")
    #expect(try trial.installer().install(package).repaired == ["data/a.txt"])
    #expect(try answer() == (97 + 98) * 1000 - 1)
  }

  /// A project says which files they are: in its folder `data`, no more than can be open, with names a package has room for.
  @Test func refusedProjects() throws {
    let long = String(repeating: "n", count: DataFile.longestName)
    let many = Dictionary(uniqueKeysWithValues: (0...DataFile.most).map { ("\($0)", "") })
    for (data, files, expected) in [
      (["src"], [:], "'src' is not in the folder 'data'"),
      (["../data"], [:], "must be a path inside the project"),
      (["database"], [:], "is not in the folder 'data'"), (["data/none"], [:], "there is no 'data/none'"),
      (["data"], [long: "x"], "whose name has 105 bytes"), (["data"], many, "has 129 data files"),
    ] as [(JSONValue, [String: String], String)] {
      let error = try #require(trial.failure { _ = try product(data: data, files: files) })
      #expect(error.description.contains(expected), "\(error)")
      FileSystem.remove("\(project)/data")
    }
  }

  /// A package or a registry that somebody else made is held to the same.
  @Test func refusedPackages() throws {
    let path = "data/\(String(repeating: "n", count: DataFile.longestName))"
    let members = ["lib/libodd.so", "lib/\(path)"].map { TarArchive.Member(path: $0, bytes: [1]) }
    let bytes = try PluginPackage(library: "lib/libodd.so", plugin: [:], members: members).bytes()
    let error = try #require(trial.failure { _ = try PluginPackage(bytes) })
    #expect(error.code == .badData && error.message.contains("a data file whose name has 105 bytes"))
    var entry = CompiledPlugin().descriptor.object ?? [:]
    entry["library"] = "libodd.so"
    entry["beside"] = [path: .string(String(repeating: "0", count: 64))]
    #expect(throws: JSONReadingError.self) {
      try RegistryEntry(.object(entry), registry: "/r", folders: ["/"])
    }
    entry["beside"] = ["data/../../a": .string(String(repeating: "0", count: 64))]
    #expect(throws: JSONReadingError.self) {
      try RegistryEntry(.object(entry), registry: "/r", folders: ["/"])
    }
  }
}

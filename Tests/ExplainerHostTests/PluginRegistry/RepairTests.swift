@testable import ExplainerHost
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Files
import Glibc
import JSON
import Testing
@testable import PluginRegistry

/// An installed plugin that was damaged is put right by installing the same again, and it is said what of it was damaged.
@Suite struct RepairTests {
  private let trial = TrialRegistry()

  /// A project with a document, built.
  private func package() throws -> String {
    try CompiledPlugin().make(in: "\(trial.folder.path)/project/build")
    trial.folder.write("# odd", to: "project/README.md")
    trial.folder.write(
      """
      {"schema": "explainer/project/1", "name": "odd", "library": "build/libodd.so", "documentation": "README.md",
       "sources": []}
      """, to: "project/explainer.json")
    return try ProjectBuilder(trial.installation).build(folder: "\(trial.folder.path)/project").package
  }

  private func check() throws {
    try LibraryCheck.check(try trial.plugin())
  }

  /// Whatever happened to it.
  @Test(
    arguments: [
      ("truncated", ["libodd.so"]), ("changed", ["libodd.so"]), ("gone", ["libodd.so"]),
      ("a link", ["libodd.so"]), ("a folder", ["libodd.so"]), ("for all to write", ["libodd.so"]),
      ("the document", ["README.md"]), ("the folder", []), ("the folder for all to write", []),
      ("a link in place of the folder", ["libodd.so", "README.md", "package.explainer"]),
    ], [false, true])
  func repairs(_ damage: (what: String, files: [String]), _ updates: Bool) throws {
    let package = try package()
    _ = try trial.installer().install(package)
    let library = try trial.plugin().libraryPath
    let path = FileSystem.folder(of: library)
    let content = try FileSystem.read(library)
    switch damage.what {
    case "truncated": try FileSystem.write(content.prefix(100), to: library, mode: 0o755)
    case "changed": try FileSystem.write(content.dropLast() + [content[0] ^ 1], to: library, mode: 0o755)
    case "gone": FileSystem.remove(library)
    case "a link":
      FileSystem.remove(library)
      symlink("\(trial.folder.path)/project/build/libodd.so", library)
    case "a folder":
      FileSystem.remove(library)
      try FileSystem.makeFolder(library)
    case "for all to write": Permissions.set(0o777, of: library)
    case "the document": FileSystem.remove("\(path)/README.md")
    case "the folder": FileSystem.remove(path)
    case "the folder for all to write": Permissions.set(0o777, of: path)
    default:
      try FileSystem.moveFolder(path, to: "\(trial.folder.path)/moved")
      symlink("\(trial.folder.path)/moved", path)
    }
    if damage.what != "the document" { #expect(throws: ExplainerError.self) { try check() } }
    let before = try FileSystem.read(trial.path)
    let outcome = try trial.installer().install(package, replaces: updates)
    #expect(outcome.wasThere && outcome.replaced == nil)
    #expect(outcome.repaired == damage.files || damage.what == "the folder" && !outcome.repaired.isEmpty)
    try check()
    #expect(try FileSystem.read(library) == content)
    #expect(try FileSystem.read(trial.path) == before)
    #expect(try trial.installer().install(package).repaired.isEmpty)
  }

  /// Where what it was installed from is gone, the package that was kept puts right what is not the package.
  @Test func fromItself() throws {
    let package = try package()
    _ = try trial.installer().install(package)
    FileSystem.remove(package)
    FileSystem.remove(try trial.plugin().libraryPath)
    let origin = try trial.installer().origin(of: "odd")
    #expect(FileSystem.name(of: origin) == "package.explainer")
    #expect(try trial.installer().install(origin, replaces: true).repaired == ["libodd.so"])
    try check()
  }

  /// A folder is built and installed, and built again by its plugin's name.
  @Test func project() throws {
    try CompiledPlugin().make(in: trial.folder.path)
    try FileSystem.makeFolder("\(trial.folder.path)/project")
    trial.folder.write(
      """
      {"schema": "explainer/project/1", "name": "odd", "library": "build/libodd.so", "sources": [],
       "build": "mkdir -p build; cp ../libodd.so build/; echo built >> log"}
      """, to: "project/explainer.json")
    let outcome = try trial.installer().install("\(trial.folder.path)/project")
    #expect(outcome.descriptor.name == "odd" && !outcome.wasThere)
    try check()
    let origin = try trial.installer().origin(of: "odd")
    #expect(origin == "\(trial.folder.path)/project")
    try CompiledPlugin(version: "1.1.0").make(in: trial.folder.path)
    #expect(try trial.installer().install(origin, replaces: true).replaced == "1.0.0")
    #expect(
      String(decoding: try FileSystem.read("\(trial.folder.path)/project/log"), as: UTF8.self)
        == "built\nbuilt\n")
  }

  /// What a failed trial.installation says names the file that was given; the folder it was tried in is gone when that is read.
  @Test(arguments: ["symbol", "text", "crash", "undefined", "package", "functions"]) func messages(
    _ what: String
  ) throws {
    var (source, symbol) = ("\(BuildProducts.folder)/libRoguePlugin.so", nil as String?)
    switch what {
    case "symbol": symbol = "no_such_function"
    case "text": source = trial.folder.write("hello", to: "libtext.so")
    case "crash": symbol = "explainer_plugin_crashing"
    case "undefined":
      source = try CompiledPlugin(value: "nowhere()", declarations: "int nowhere(void);").make(
        in: trial.folder.path)
    case "package":
      try CompiledPlugin(value: "nowhere()", declarations: "int nowhere(void);").make(in: trial.folder.path)
      let candidate = PluginPackage(
        library: "lib/libodd.so", plugin: ["plugin": "odd", "version": "1.0.0"],
        members: [
          .init(
            path: "lib/libodd.so", bytes: try FileSystem.read("\(trial.folder.path)/libodd.so"),
            isExecutable: true)
        ])
      source = "\(trial.folder.path)/odd.explainer"
      try FileSystem.write(try candidate.bytes(), to: source)
    default:
      source = trial.folder.write(
        """
        {"schema": "explainer/functions/1", "explainer": "odd", "plugin": "odd", "version": "1.0.0", "license": "MIT",
         "library": "\(BuildProducts.folder)/libPlainFunctions.so", "entry_points": [
           {"name": "odd", "summary": "is odd", "function": {"symbol": "nowhere", "returns": "void", "args": [
             {"name": "out", "type": "f32*", "result": {"shape": [1]}}]}}]}
        """, to: "odd.json")
    }
    do {
      _ = try trial.installer().install(source, symbol: symbol)
      Issue.record("installed")
    } catch let error as ExplainerError {
      #expect(error.location == [source], "\(error)")
      #expect(!error.description.contains("\(trial.folder.path)/here"), "\(error)")
    }
  }
}

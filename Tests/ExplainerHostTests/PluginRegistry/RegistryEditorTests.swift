import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Files
import JSON
import Testing
@testable import PluginRegistry

@Suite struct RegistryEditorTests {
  private let folder = TemporaryFolder()

  private func entry(_ name: String, library: String = "libodd.so") -> JSONValue {
    [
      "library": .string(library), "explainer": .string(name), "plugin": .string(name), "version": "1.0.0",
      "license": "MIT", "entry_points": [["name": .string(name), "summary": "is odd"]],
    ]
  }

  /// Forty writers at once lose nothing, and a reader meanwhile always finds a whole registry.
  @Test func concurrent() async throws {
    let path = "\(folder.path)/registry.json"
    let names = (0..<40).map { "odd_\($0)" }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for name in names {
        group.addTask {
          try RegistryEditor(path: path).edit { (plugins) throws(ExplainerError) in
            plugins.append(entry(name))
          }
          _ = try RegistryFile(path: path, libraryFolders: [])
        }
      }
      try await group.waitForAll()
    }
    let found = try RegistryFile(path: path, libraryFolders: []).entries.map(\.descriptor.name)
    #expect(found.sorted() == names.sorted())
  }

  /// A change that fails leaves the registry byte for byte as it was, and no file beside it but the lock.
  @Test func failing() throws {
    let path = "\(folder.path)/registry.json"
    let editor = RegistryEditor(path: path)
    try editor.edit { (plugins) throws(ExplainerError) in plugins.append(entry("odd")) }
    let before = try FileSystem.read(path)
    #expect(throws: ExplainerError(.badData, "no")) {
      try editor.edit { (plugins) throws(ExplainerError) in
        plugins.removeAll()
        throw ExplainerError(.badData, "no")
      }
    }
    #expect(try FileSystem.read(path) == before)
    #expect(FileSystem.entries(of: folder.path) == ["registry.json", "registry.json.lock"])
  }

  /// A malformed registry is reported, not overwritten.
  @Test func malformed() throws {
    let path = folder.write("{\"schema\": oops}", to: "registry.json")
    do {
      try RegistryEditor(path: path).edit { (plugins) throws(ExplainerError) in plugins.append(entry("odd")) }
      Issue.record("edited")
    } catch { #expect(error.description.contains("registry.json:1:12"), "\(error)") }
    #expect(try FileSystem.read(path) == Array("{\"schema\": oops}".utf8))
  }

  /// Members this program does not know stay, and only folders the installer made are ever removed.
  @Test func keeps() throws {
    let path = "\(folder.path)/registry.json"
    let editor = RegistryEditor(path: path)
    try editor.edit { (plugins) throws(ExplainerError) in
      plugins = [
        entry("own", library: "plugins/own-1/libown.so"), entry("other", library: "mine/libother.so"),
        entry("odd", library: "plugins/../mine/libodd.so"),
      ]
    }
    for name in ["plugins/own-1", "mine"] { try FileSystem.makeFolder("\(folder.path)/\(name)") }
    folder.write("x", to: "plugins/own-1/libown.so")
    folder.write("x", to: "mine/libother.so")
    try editor.edit { (plugins) throws(ExplainerError) in plugins.removeAll() }
    #expect(
      FileSystem.entries(of: folder.path) == ["mine", "plugins", "registry.json", "registry.json.lock"])
    #expect(FileSystem.entries(of: "\(folder.path)/mine") == ["libother.so"])
    #expect(FileSystem.entries(of: "\(folder.path)/plugins").isEmpty)
  }
}

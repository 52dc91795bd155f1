import Diagnostics
import ExplainerTestSupport
import JSON
import Testing
@testable import PluginRegistry

@Suite struct PluginPackageTests {
  private static let package = PluginPackage(
    library: "lib/libodd.so", plugin: ["plugin": "odd", "version": "1.0.0"],
    members: [
      .init(path: "lib/libodd.so", bytes: Array("not really".utf8), isExecutable: true),
      .init(path: "README.md", bytes: Array("# odd".utf8)),
      .init(path: "sources/src/odd.c", bytes: Array("int x;".utf8)),
    ])

  private func failure(_ bytes: [UInt8]) -> ExplainerError? {
    do {
      _ = try PluginPackage(bytes)
      return nil
    } catch { return error }
  }

  /// A package reads back whole: manifest, library, sources.
  @Test func roundTrip() throws {
    let package = try PluginPackage(Self.package.bytes())
    #expect(package == Self.package)
    #expect(package.library.bytes == Array("not really".utf8))
    #expect(package.sources.map(\.path) == ["src/odd.c"])
    #expect(package.manifest.platform == Platform.current)
  }

  /// A file that was changed after the package was built is refused by name.
  @Test func changed() throws {
    var archive = try TarArchive(Self.package.bytes())
    archive.members[1].bytes[0] ^= 1
    let error = try #require(failure(try archive.bytes()))
    #expect(error.description.contains("'lib/libodd.so' is not what the manifest says"), "\(error)")
  }

  /// Files that the manifest does not list, or lists and are not there, are refused.
  @Test func otherFiles() throws {
    var archive = try TarArchive(Self.package.bytes())
    archive.members.append(.init(path: "more", bytes: []))
    #expect(try #require(failure(try archive.bytes())).message.contains("other files"))
    archive.members.removeLast(2)
    #expect(try #require(failure(try archive.bytes())).message.contains("other files"))
  }

  /// What is no package says so, with what would make one.
  @Test func noPackage() throws {
    #expect(try #require(failure(Array("hello".utf8))).message == "is not a package")
    let other = try TarArchive(members: [.init(path: "readme", bytes: [])]).bytes()
    #expect(try #require(failure(other)).remedy?.contains("explainer build") == true)
  }

  /// A malformed manifest names what is wrong.
  @Test(arguments: [
    ("{", "manifest.json:1:2"), ("{}", "another version"),
    ("{\"schema\": \"explainer/package/9\"}", "package/9"),
    ("{\"schema\": \"explainer/package/1\"}", "lacks"),
    (
      "{\"schema\": \"explainer/package/1\", \"platform\": \"x\", \"library\": \"l\", \"plugin\": {}, \"files\": [3]}",
      "does not list"
    ),
  ])
  func malformedManifest(_ text: String, _ expected: String) throws {
    let bytes = try TarArchive(members: [.init(path: "manifest.json", bytes: Array(text.utf8))]).bytes()
    let error = try #require(failure(bytes))
    #expect(error.code == .badData)
    #expect(error.description.contains(expected), "\(error)")
  }
}

@testable import ExplainerHost
import Diagnostics
import ExplainerTestSupport
import Files
import Testing
@testable import PluginRegistry

@Suite struct ProjectFileTests {
  private let folder = TemporaryFolder()
  private static let minimal = """
    {"schema": "explainer/project/1",
     "name": "odd", "library": "build/libodd.so",
     "sources": ["src", "Makefile"]}
    """

  private func project(_ text: String) throws -> ProjectFile {
    folder.write(text, to: "explainer.json")
    return try ProjectFile(folder: folder.path)
  }

  /// What is left out has no value; folders among the sources stand for all that is in them, links and hidden files left
  /// out; the project file is always one of the sources.
  @Test func sources() throws {
    let project = try project(Self.minimal)
    #expect(project.build == nil && project.symbol == nil && project.functions == nil)
    try FileSystem.makeFolder("\(folder.path)/src/inner")
    for name in ["src/b.c", "src/inner/a.c", "src/.hidden", "Makefile", "other"] {
      folder.write("x", to: name)
    }
    #expect(project.sourceFiles == ["Makefile", "explainer.json", "src/b.c", "src/inner/a.c"])
  }

  /// A project is refused with file, line and column; a path may not leave it.
  @Test(arguments: [
    ("project/1", "project/2", "explainer.json:1:12", "'schema' is not \"explainer/project/1\""),
    ("\"odd\"", "\"Odd One\"", "explainer.json:2:10", "'Odd One' is no name"),
    ("build/libodd.so", "../libodd.so", "explainer.json:2:28", "must be a path inside the project"),
    ("\"src\"", "\"/etc\"", "explainer.json:3:13", "must be a path inside the project"),
    ("[\"src\", \"Makefile\"]", "\"src\"", "explainer.json:3:13", "'sources' is a string, expected an array"),
    ("\"library\": \"build/libodd.so\"", "\"build\": \"make\"", "explainer.json:1:1", "'library' is missing"),
  ])
  func malformed(_ right: String, _ wrong: String, _ place: String, _ expected: String) throws {
    do {
      _ = try project(Self.minimal.replacing(right, with: wrong))
      Issue.record("read")
    } catch let error as ExplainerError {
      #expect(error.code == .badData)
      #expect(error.description.contains(place) && error.description.contains(expected), "\(error)")
    }
  }

  /// A folder without a project says how to make one.
  @Test func missing() {
    do {
      _ = try ProjectFile(folder: folder.path)
      Issue.record("read")
    } catch {
      #expect(error.code == .notFound)
      #expect(error.remedy == "'explainer generate NAME' makes a project")
    }
  }

  /// A build that fails, or leaves no library, is one error that says so; no package is written.
  @Test(arguments: [
    ("\"build\": \"echo building; exit 3\"", "'echo building; exit 3' ended with 3"),
    ("\"build\": \"true\"", "the build left no library there"),
    ("\"build\": \"mkdir build; echo x > build/libodd.so\"", "libodd.so"),
  ])
  func failingBuilds(_ build: String, _ expected: String) {
    folder.write(Self.minimal.replacing("\"name\"", with: "\(build), \"name\""), to: "explainer.json")
    let installation = Installation(executable: BuildProducts.executable, environment: [:])
    do {
      _ = try ProjectBuilder(installation).build(folder: folder.path)
      Issue.record("built")
    } catch { #expect(error.description.contains(expected), "\(error)") }
    #expect(!FileSystem.files(below: folder.path).contains { $0.hasSuffix(".explainer") })
  }
}

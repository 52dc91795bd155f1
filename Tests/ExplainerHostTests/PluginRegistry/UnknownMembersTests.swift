@testable import ExplainerHost
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Files
import JSON
import Testing
@testable import PluginRegistry

/// A member that nobody would read is a slip, said with the member it might have been; but in a text that says it is newer
/// than this program, it may be what this program cannot know.
@Suite struct UnknownMembersTests {
  private let folder = TemporaryFolder()
  private var installation: Installation {
    Installation(
      executable: BuildProducts.executable,
      environment: ["EXPLAINER_REGISTRY": "\(folder.path)/registry.json"])
  }

  private static let registry = """
    {"schema": "explainer/registry/1", "plugins": [{"explainer": "odd", "plugin": "odd", "version": "1.0.0",
      "license": "MIT", "library": "libodd.so",
      "entry_points": [{"name": "odd", "summary": "is odd", "fits": ["causal"],
        "parameters": [{"name": "k", "type": "integer", "minimum": 1, "default": 2, "summary": "how many"}],
        "documentation": ["It is odd."]}]}]}
    """
  /// What is written for what, and what is said then.
  static let slips: [(right: String, wrong: String)] = [
    ("fits", "fit"), ("minimum", "min"), ("documentation", "docummentation"), ("license", "licence"),
    ("library", "libary"), ("parameters", "paramters"), ("default", "defualt"),
    ("entry_points", "entrypoints"),
    ("plugins", "plugin_s"),
  ]

  private func failure(_ body: () throws -> Void) -> ExplainerError? {
    do {
      try body()
      return nil
    } catch { return error as? ExplainerError }
  }

  /// In a registry, with line and column.
  @Test(arguments: slips) func registries(_ slip: (right: String, wrong: String)) throws {
    let text = Self.registry.replacing("\"\(slip.right)\":", with: "\"\(slip.wrong)\":")
    folder.write(text, to: "registry.json")
    let error = try #require(failure { _ = try Registry(installation) })
    let line =
      text.prefix(upTo: try #require(text.firstRange(of: "\"\(slip.wrong)\"")).lowerBound).count {
        $0 == "\n"
      } + 1
    #expect(error.code == .badData)
    #expect(
      error.description.contains("there is no member '\(slip.wrong)' here; did you mean '\(slip.right)'?"),
      "\(error)")
    #expect(error.description.contains("registry.json:\(line):"), "\(error)")
  }

  /// In a registry that says it is newer they are passed over, and stay where the registry is changed.
  @Test func newerRegistry() throws {
    let text = Self.registry.replacing("registry/1", with: "registry/1.7")
      .replacing("\"fits\":", with: "\"shines\": true, \"fits\":")
    folder.write(text, to: "registry.json")
    #expect(try Registry(installation).entryPoint(named: "odd").entryPoint.fits == [.causal])
    let library = try CompiledPlugin(explainer: "even", plugin: "even", entryPoints: [["even"]]).make(
      in: folder.path)
    _ = try PluginInstaller(installation, registry: "\(folder.path)/registry.json").install(library)
    let after = String(decoding: try FileSystem.read("\(folder.path)/registry.json"), as: UTF8.self)
    #expect(after.contains("\"shines\": true") && after.contains("\"even\""))
  }

  /// A version that cannot be read is another format.
  @Test(arguments: [
    "registry/2", "registry/1.", "registry/1.x", "registry/10", "registry/1.2.3", "project/1",
  ])
  func otherVersions(_ version: String) throws {
    folder.write(Self.registry.replacing("registry/1", with: version), to: "registry.json")
    let error = try #require(failure { _ = try Registry(installation) })
    #expect(error.message.contains("not a registry of this version"), "\(error)")
  }

  /// In a project, with line and column.
  @Test(
    arguments: [
      ("license", "licence"), ("documentation", "docs"), ("sources", "source"), ("library", "lib"),
      ("build", "biuld"),
    ])
  func projects(_ right: String, _ wrong: String) throws {
    let text = """
      {"schema": "explainer/project/1", "name": "odd", "library": "build/libodd.so",
       "license": "LICENSE", "documentation": "README.md", "build": "make", "sources": []}
      """
    folder.write(text.replacing("\"\(right)\":", with: "\"\(wrong)\":"), to: "explainer.json")
    let error = try #require(failure { _ = try ProjectFile(folder: folder.path) })
    let near = right == "documentation" ? "there are schema" : "did you mean '\(right)'?"
    #expect(error.description.contains("there is no member '\(wrong)' here; \(near)"), "\(error)")
    #expect(
      error.description.contains(
        "explainer.json:\(text.firstRange(of: "\"\(right)\"").map { text[..<$0.lowerBound].contains("\n") } == true ? 2 : 1):"
      ))
    folder.write(
      text.replacing("project/1", with: "project/1.1").replacing("\"name\"", with: "\"more\": 1, \"name\""),
      to: "explainer.json")
    #expect(try ProjectFile(folder: folder.path).license == "LICENSE")
  }

  /// In the descriptor of a library, when it is built or installed, with the entry point it is in.
  @Test func descriptors() throws {
    let library = try CompiledPlugin(entryMembers: ["fit": []]).make(in: folder.path)
    let error = try #require(
      failure {
        _ = try PluginInstaller(installation, registry: "\(folder.path)/here/registry.json").install(library)
      })
    #expect(
      error.message
        == "has a malformed descriptor: plugin 'odd': entry point 'odd': there is no member 'fit' here; did you mean 'fits'?"
    )
    #expect(error.remedy != nil)
    let newer = try CompiledPlugin(
      members: ["schema": "explainer/plugin/1.3", "colour": "red"], entryMembers: ["shines": true]
    ).make(in: folder.path)
    _ = try PluginInstaller(installation, registry: "\(folder.path)/registry.json").install(newer)
    #expect(try Registry(installation).entryPoint(named: "odd").qualifiedName == "odd/odd")
    let other = try CompiledPlugin(members: ["schema": "explainer/plugin/2"]).make(in: folder.path)
    #expect(throws: ExplainerError.self) {
      try PluginInstaller(installation, registry: "\(folder.path)/other.json").install(other)
    }
  }

  /// Numbers of texts that are none are said, and end nothing.
  @Test(arguments: ["[0, -1]", "[-1, 2]", "[2, 1]", "[1]", "[1, \"x\", 2]", "[]", "[0, 1e30]"])
  func texts(_ texts: String) throws {
    folder.write(
      Self.registry.replacing("\"fits\":", with: "\"texts\": \(texts), \"fits\":"), to: "registry.json")
    let error = try #require(failure { _ = try Registry(installation) })
    #expect(error.code == .badData && error.message.contains("'texts' must be [least, most]"), "\(error)")
  }
}

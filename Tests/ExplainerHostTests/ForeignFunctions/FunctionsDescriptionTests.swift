import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Testing
@testable import ForeignFunctions
@testable import PluginRegistry

/// A description file is read whole or refused with file, line and the way to what is wrong.
@Suite struct FunctionsDescriptionTests {
  private let folder = TemporaryFolder()

  private static let text = """
    {
      "schema": "explainer/functions/1",
      "explainer": "norms", "plugin": "norms", "version": "1.0.0", "license": "MIT",
      "library": "build/libnorms.so",
      "entry_points": [
        {"name": "l2", "summary": "lengths", "fits": ["causal"],
         "function": {
           "symbol": "l2_rows", "returns": "i32",
           "args": [
             {"name": "x", "type": "const f32*", "from": "capture:layers.*.residual.post"},
             {"name": "rows", "type": "i64", "from": "x.shape[0]"},
             {"name": "p", "type": "f64", "param": {"default": 2, "summary": "which norm"}},
             {"name": "out", "type": "f32*", "result": {"shape": ["rows"]}}
           ]}}
      ]
    }
    """

  private func read(_ text: String) throws -> FunctionsDescription {
    try FunctionsDescription(path: folder.write(text, to: "norms.json"))
  }

  /// What is read is what a registry needs: the descriptor with its parameters, the library, the plugin's members.
  @Test func whole() throws {
    let description = try read(Self.text)
    #expect(description.descriptor.explainer == "norms")
    #expect(description.descriptor.entryPoints[0].parameters.map(\.name) == ["p"])
    #expect(description.descriptor.entryPoints[0].documentation.contains("int32_t l2_rows(const float *x"))
    #expect(description.library == "build/libnorms.so")
    #expect(description.libraryPath == "\(folder.path)/build/libnorms.so")
    #expect(description.functions["l2"]?.symbol == "l2_rows")
    #expect(description.plugin["kind"] == "cfunctions" && description.plugin["schema"] == nil)
    var plugin = description.plugin
    plugin["library"] = .string(description.libraryPath)
    let entry = try RegistryEntry(.object(plugin), registry: "/r/registry.json", folders: ["/r"])
    #expect(entry.descriptor == description.descriptor)
    #expect(entry.functions == description.functions)
  }

  /// Errors name file, line and column, and the way to the member.
  @Test(arguments: [
    ("explainer/functions/1", "explainer/functions/2", "norms.json:2:", "expected \"explainer/functions/1\""),
    ("\"library\": \"build/libnorms.so\",", "", "norms.json:1:1", "'library' is missing"),
    ("\"license\"", "\"licence\"", "norms.json:3:", "did you mean 'license'?"),
    ("\"1.0.0\"", "\"one\"", "norms.json:3:", "version: plugin 'norms': 'one' is no version"),
    ("const f32*", "const float*", "norms.json:10:", "entry_points[0].function.args[0].type: "),
    ("const f32*", "const float*", "norms.json:10:", "did you mean 'const f32*'?"),
    ("[\"rows\"]", "[\"row\"]", "norms.json:13:", "entry_points[0].function.args[3].result.shape[0]: "),
    ("[\"rows\"]", "[\"row\"]", "norms.json:13:", "there is no argument 'row'; did you mean 'rows'?"),
    ("\"causal\"", "\"casual\"", "norms.json:6:", "the kinds are causal"),
    ("]}}", "]}", "norms.json:", "not valid JSON"),
  ])
  func malformed(_ part: String, _ other: String, _ place: String, _ expected: String) throws {
    do {
      _ = try read(Self.text.replacing(part, with: other))
      Issue.record("accepted")
    } catch {
      let error = try #require(error as? ExplainerError)
      #expect(error.code == .badData)
      #expect(error.description.contains(place), "\(error)")
      #expect(error.description.contains(expected), "\(error)")
    }
  }

  /// The example of the documentation is one.
  @Test func example() throws {
    let description = try FunctionsDescription(
      path: "\(Fixtures.packageRoot)/Docs/examples/plugins/norms/norms.json")
    #expect(description.descriptor.entryPoints.map(\.name) == ["residual_norms", "residual_turns"])
    #expect(
      description.functions["residual_turns"]?.declaration
        == "double angles_of_rows(float *angle, const double *before, const double *after, int64_t rows, int64_t columns)"
    )
  }

  /// A description that is asked for must be there.
  @Test func missing() {
    do {
      _ = try FunctionsDescription(path: "/nowhere/norms.json")
      Issue.record("found")
    } catch { #expect(error.code == .notFound) }
  }
}

import Checkpoints
import Diagnostics
import ExplainerTestSupport
import JSON
import Testing

@Suite struct ModelConfigurationTests {
  private let configuration = ModelConfiguration(
    path: "m/config.json",
    object: [
      "n": 3, "zero": 0, "half": 0.5, "text": "x", "flag": true, "none": .null, "ids": [1, 2],
      "mixed": [1, "x"],
    ])

  /// Values of the right kind are given; null and absence take the default.
  @Test func values() throws {
    #expect(try configuration.integer("n") == 3)
    #expect(try configuration.number("n") == 3 && configuration.number("half") == 0.5)
    #expect(try configuration.bool("flag") && configuration.string("text") == "x")
    #expect(try configuration.integer("none", default: 7) == 7)
    #expect(try configuration.integer("absent", default: 8) == 8)
    #expect(try configuration.integers("ids") == [1, 2] && configuration.integers("n") == [3])
    #expect(try configuration.integers("none").isEmpty)
    #expect(configuration.has("n") && !configuration.has("none") && !configuration.has("absent"))
  }

  /// Everything else is an error that names file, key and what was found.
  @Test func refusals() {
    func text(_ body: () throws -> Void) -> String {
      do {
        try body()
        return ""
      } catch { return String(describing: error) }
    }
    #expect(text { _ = try configuration.integer("half") }.contains("config.json: 'half' cannot be used"))
    #expect(text { _ = try configuration.integer("zero") }.contains("from 1"))
    #expect(text { _ = try configuration.integer("absent") }.contains("there is no 'absent'"))
    #expect(text { _ = try configuration.bool("text") }.contains("found \"x\""))
    #expect(text { _ = try configuration.integers("mixed") }.contains("'mixed'"))
    #expect(text { _ = try configuration.string("n") }.contains("a string"))
  }

  /// A file that is no JSON is named with line and column, one that is no object with what it is.
  @Test func files() {
    let folder = TemporaryFolder("configuration")
    let path = folder.write("{\n  \"a\": }", to: "config.json")
    #expect { try ModelConfiguration(path: path) } throws: { "\($0)".contains("config.json:2:8") }
    folder.write("[1]", to: "config.json")
    #expect { try ModelConfiguration(path: path) } throws: { "\($0)".contains("found an array") }
    #expect { try ModelConfiguration(path: "\(folder.path)/no.json") } throws: {
      ($0 as? ExplainerError)?.code == .notFound
    }
  }
}

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

  /// Numbers that Python writes and JSON does not have are read; one that is used is an error that names it.
  @Test func notFinite() throws {
    let folder = TemporaryFolder("notFinite")
    let path = folder.write(
      #"{"dropout": NaN, "epsilon": NaN, "layers": Infinity, "low": -Infinity, "heads": 1e999, "width": 8}"#,
      to: "config.json")
    let file = try ModelConfiguration(path: path)
    #expect(try file.integer("width") == 8)
    for (key, found) in [
      ("epsilon", "NaN"), ("layers", "Infinity"), ("low", "-Infinity"), ("heads", "Infinity"),
    ] {
      #expect { try file.number(key) } throws: { isRefused($0, key, found) }
      #expect { try file.integer(key) } throws: { isRefused($0, key, found) }
      #expect { try file.integers(key) } throws: { isRefused($0, key, found) }
      #expect { try file.bool(key) } throws: { isRefused($0, key, found) }
    }
  }

  /// Half a character, which Python reads and no text of ours holds, is refused where it stands; a file of hollow values is
  /// refused before it fills the memory.
  @Test func halfCharacters() throws {
    let folder = TemporaryFolder("halfCharacters")
    let path = folder.write("{\"n\": 1,\n \"id2label\": {\"0\": \"a\\udc80\"}}", to: "config.json")
    let error = #expect(throws: ExplainerError.self) { try ModelConfiguration(path: path) }
    #expect(error?.code == .badData && error?.location == ["\(path):2:22"])
    #expect(error?.message.hasPrefix("a string has half a character") == true)
    let hollow = folder.write(
      "{\"x\": [" + String(repeating: "[],", count: 2_000_000) + "0]}", to: "hollow.json")
    let large = #expect(throws: ExplainerError.self) { try ModelConfiguration(path: hollow) }
    #expect(large?.code == .limitReached)
  }

  private func isRefused(_ error: any Error, _ key: String, _ found: String) -> Bool {
    let error = error as? ExplainerError
    return error?.message == "'\(key)' cannot be used" && error?.found == found
  }

  /// A key is looked for under the name all families share first; null is absent under either.
  @Test func standardNames() throws {
    let file = ModelConfiguration(
      path: "m/config.json",
      object: ["n_layer": 3, "num_layers": 2, "n_head": 4, "num_heads": .null, "width": 5]
    ).withStandardNames(["n_layer": "num_layers", "n_head": "num_heads", "n_embd": "width"])
    #expect(try file.integer("n_layer") == 2 && file.integer("n_head") == 4 && file.integer("n_embd") == 5)
    #expect(file.spelling(of: "n_embd") == "width" && file.spelling(of: "n_head") == "n_head")
    #expect(
      file.contradictions
        == ["config.json says both 'num_layers' 2 and 'n_layer' 3; 'num_layers' counts, as in transformers 5"]
    )
    #expect { try file.string("n_layer") } throws: { "\($0)".contains("'num_layers' cannot be used") }
  }

  /// What is read of a file is remembered where it is asked for, as the file spells it, absent or not; and of no other.
  @Test func reads() throws {
    let file = ModelConfiguration(path: "m/config.json", object: ["width": 5, "n_layer": 3, "other": 1])
    _ = try file.integer("n_layer")
    #expect(file.readKeys.isEmpty)
    let watched = file.withStandardNames(["n_embd": "width"]).recordingReads()
    _ = (try watched.integer("n_embd"), watched.has("absent"), try watched.integer("n_layer"))
    #expect(watched.readKeys == ["width", "absent", "n_layer"] && file.readKeys.isEmpty)
  }

  /// An object within the file names both in its errors.
  @Test func section() throws {
    let file = ModelConfiguration(
      path: "m/config.json", object: ["rope": ["factor": "x"], "one": 1, "none": .null])
    let rope = try #require(try file.section("rope"))
    #expect { try rope.number("factor") } throws: {
      "\($0)".contains("m/config.json, rope: 'factor' cannot be used")
    }
    #expect(try file.section("none") == nil && file.section("absent") == nil)
    #expect { try file.section("one") } throws: { "\($0)".contains("expected an object") }
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

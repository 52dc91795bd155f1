import ExplainerTestSupport
import Foundation
import JSON
import Testing

/// Rules of generation as a person meets them: followed and told, or left out with one warning each.
@Suite struct GenerationCommandTests {
  /// A copy of the fixture `name`, made of links, with this `generation_config.json`.
  private func checkpoint(_ name: String, _ settings: String) throws -> TemporaryFolder {
    let folder = TemporaryFolder("checkpoint")
    for file in try FileManager.default.contentsOfDirectory(atPath: Fixtures.model(name))
    where file != "generation_config.json" {
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder.path)/\(file)", withDestinationPath: "\(Fixtures.model(name))/\(file)")
    }
    folder.write(settings, to: "generation_config.json")
    return folder
  }

  private func run(
    _ entry: String, _ folder: TemporaryFolder, _ more: String...
  ) throws -> (json: JSONValue, errors: String) {
    let run = try ProgramRun(
      ["run", entry, "--model", folder.path, "--text", "The keys", "--generate", "4", "--format", "json"]
        + more)
    #expect(run.exitCode == 0, "\(run.errors)")
    return (try JSONValue(parsing: run.output), run.errors)
  }

  /// The document lists what was followed and what not; tokens that a rule chose say so; what was left out is said once.
  @Test func provenance() throws {
    let folder = try checkpoint(
      "gpt2", #"{"eos_token_id": 0, "forced_eos_token_id": 12, "num_beams": 4, "stop_strings": ["a"]}"#)
    let (json, errors) = try run("rankings", folder)
    #expect(
      json["model"]?["generation"] == [
        "followed": ["forced_eos_token_id": 12], "search": ["num_beams": 4],
        "ignored": ["stop_strings": ["a"]],
      ])
    let generated = try #require(json["result"]?["generated"]?.array)
    #expect(generated.last?["id"] == 12 && generated.last?["rules"] == ["forced_eos_token_id"])
    #expect(generated.first?["rules"] == nil)
    let lines = errors.split(separator: "\n")
    #expect(lines.count == 2 && lines.allSatisfy { $0.hasPrefix("warning: the checkpoint's ") }, "\(errors)")
    // The rank a rule's token has is none of the model's choosing: no check fails for it.
    #expect(json["checks"]?["greedy_rank_at_last_layer"]?["value"] == 1)
    let text = try ProgramRun([
      "run", "predictions", "--model", folder.path, "--text", "The keys", "--generate", "2", "--position",
      "3", "-q",
    ])
    #expect(text.exitCode == 0 && text.errors.isEmpty, "\(text.errors)")
    #expect(text.output.contains("forced_eos_token_id"))
  }

  /// Asked for, beams are searched, and nothing is left out.
  @Test(arguments: ["predictions", "rankings"]) func beams(_ entry: String) throws {
    let folder = try checkpoint("gpt2", #"{"eos_token_id": 0, "num_beams": 4}"#)
    let (json, errors) = try run(entry, folder, "--beams", "4")
    #expect(errors.isEmpty, "\(errors)")
    #expect(json["parameters"]?["beams"] == 4 && json["result"]?["generated"]?.array?.count == 4)
    #expect(json["checks"]?["greedy_rank_at_last_layer"] == nil)
    let bad = try ProgramRun([
      "run", entry, "--model", folder.path, "--text", "x", "--beams", "0",
    ])
    #expect(bad.exitCode == 64)
  }

  /// In a study that asks a hundred times the warning is said once.
  @Test func studies() throws {
    let folder = try checkpoint("gpt2", #"{"eos_token_id": 0, "num_beams": 4}"#)
    let script = folder.write(
      "model: \"\(folder.path)\"\ntexts: [The key, The keys, It was]\nsteps: [{run: rankings}, {run: predictions}]\n",
      to: "script.yaml")
    let run = try ProgramRun(["chain", script, "--no-cache", "--format", "json"])
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(run.errors.components(separatedBy: "num_beams").count == 2, "\(run.errors)")
  }
}

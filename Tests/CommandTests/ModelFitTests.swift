import ExplainerTestSupport
import JSON
import Testing

/// `models info` knows what runs on a model, and `run` says the same of what does not.
@Suite struct ModelFitTests {
  private func info(_ model: String) throws -> JSONValue {
    try JSONValue(parsing: ProgramRun(["models", "info", Fixtures.model(model), "--json"]).output)
  }

  /// An entry point that looks at nothing a model has, or needs a head it has not, does not fit it.
  @Test(arguments: [
    ("gpt_oss", "activations", "layer 0 has experts"),
    ("bert_classifier", "predictions", "language-model head"),
  ])
  func misfits(_ model: String, _ entryPoint: String, _ words: String) throws {
    let info = try info(model)
    let reason = try #require(info["misfits"]?[entryPoint]?.string)
    #expect(reason.contains(words) && reason.hasPrefix("\(entryPoint) does not fit"), "\(reason)")
    #expect(info["entry_points"]?.array?.contains(.string(entryPoint)) == false)
    #expect(info["entry_points"]?.array?.contains("attention_head_view") == true)
    let run = try ProgramRun(["run", entryPoint, "--model", Fixtures.model(model), "--text", "a"])
    #expect(run.exitCode == 65 && run.errors.contains(reason), "\(run.errors)")
    let told = try ProgramRun(["models", "info", Fixtures.model(model)]).output
    #expect(told.contains("does not run  \(entryPoint)") && told.contains(words), "\(told)")
  }

  /// A model that everything runs on has no such line; what a pass takes is told, and every site takes more.
  @Test func memory() throws {
    let info = try info("gpt2")
    #expect(info["misfits"] == nil)
    let memory = try #require(info["memory"])
    #expect(memory["tokens"] == info["context_length"])
    let (pass, all) = (try #require(memory["pass"]?.int), try #require(memory["all_sites"]?.int))
    #expect(0 < pass && pass < all)
  }
}

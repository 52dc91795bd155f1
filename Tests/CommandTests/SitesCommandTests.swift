import Checkpoints
import ExplainerTestSupport
import JSON
import Testing

/// `explainer sites`.
@Suite struct SitesCommandTests {
  /// What is listed is what a trace of everything has, with the shapes it has there.
  @Test(arguments: ["demo-gpt2", "demo-bert", "demo-bart"]) func listsAll(_ model: String) throws {
    let run = try ProgramRun(["sites", model, "--json"])
    #expect(run.exitCode == 0, "\(run.errors)")
    let rows = try #require(try JSONValue(parsing: run.output)["sites"]?.array)
    let trace = try TraceRun(["--text", "The keys to the cabinet", "--sites", "*"], model: model)
    let file = try trace.file()
    let listed = rows.flatMap { row in
      (row["sites"]?.array ?? []).compactMap(\.string).map { ($0, row["extents"]?.array ?? []) }
    }
    #expect(Set(listed.map(\.0)) == Set(file.entries.map(\.name)) && listed.count == file.entries.count)
    for (site, extents) in listed {
      let shape = try #require(file[site]).shape
      #expect(extents.count == shape.count, "\(site)")
      for (extent, count) in zip(extents, shape) where !extent.isNull {
        #expect(extent.int == count, "\(site)")
      }
    }
    // A row stands for all layers.
    #expect(rows.count < 60)
  }

  /// Names of others are answered with ours, or why there is none.
  @Test(arguments: [
    ("demo-gpt2", "blocks.3.hook_resid_pre", "'blocks.3.hook_resid_pre' is 'layers.3.residual.pre' here\n"),
    ("demo-gpt2", "h.*.attn.c_proj.input", "'h.*.attn.c_proj.input' is 'layers.*.attention.mixed' here: "),
    ("demo-bert", "encoder.layer.1.output", "'encoder.layer.1.output' is 'layers.1.residual.post' here"),
    ("demo-bert", "hidden_states[-1]", "'hidden_states[-1]' is 'layers."),
    ("demo-bart", "cross_attentions[0]", "is 'decoder.layers.0.cross_attention.pattern' here"),
    ("demo-gpt2", "layers.2.attention.scores", "[8, T, S]"),
  ])
  func means(_ model: String, _ name: String, _ answer: String) throws {
    let run = try ProgramRun(["sites", model, name])
    #expect(run.exitCode == 0 && run.output.contains(answer), "\(run.output) \(run.errors)")
  }

  @Test(arguments: [
    ("demo-gpt2", "blocks.1.attn.hook_result", "`layers.1.attention.mixed` times the head's rows"),
    ("demo-gpt2", "mlp.gate", "no site of this model matches 'mlp.gate'"),
    ("demo-gpt2", "layers.3.mlp.gate", "the MLPs of GPT-2 have no gate"),
    (
      "demo-gpt2", "model.layers.3.mlp",
      "modules of Llama, Mistral, Qwen, Gemma, Phi, OLMo and others', and this is a model"
    ),
    ("demo-gpt2", "layers.3.mlp.outputs", "did you mean 'layers.3.mlp.output'?"),
  ])
  func lacks(_ model: String, _ name: String, _ error: String) throws {
    let run = try ProgramRun(["sites", model, name])
    #expect(run.exitCode == 64 && run.output.isEmpty && run.errors.contains(error), "\(run.errors)")
  }
}

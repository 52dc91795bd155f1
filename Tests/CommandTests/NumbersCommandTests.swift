import ExplainerTestSupport
import Foundation
import JSON
import Testing

/// What users see of checkpoints whose numbers are none, or which are no language models: one clear error and exit
/// code 65, whichever command they give.
@Suite struct NumbersCommandTests {
  /// A copy of a fixture in which one number of a tensor is NaN.
  private func damaged(_ model: String, _ tensor: String) throws -> TemporaryFolder {
    let folder = TemporaryFolder("damaged")
    for file in try FileManager.default.contentsOfDirectory(atPath: Fixtures.model(model)) {
      try FileManager.default.copyItem(
        atPath: "\(Fixtures.model(model))/\(file)", toPath: "\(folder.path)/\(file)")
    }
    let path = URL(fileURLWithPath: "\(folder.path)/model.safetensors")
    var bytes = try Data(contentsOf: path)
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try JSONValue(parsing: [UInt8](bytes[8..<8 + length]))
    let start = try #require(header[tensor]?["data_offsets"]?[0]?.int) + 8 + length
    bytes.replaceSubrange(start..<start + 4, with: [0, 0, 0xC0, 0x7F])
    try bytes.write(to: path)
    return folder
  }

  /// Every entry point and command says the same of the same checkpoint, and `verify` finds the weight.
  @Test(arguments: [
    ("gpt2", "transformer.h.0.ln_1.weight", "site 'layers.0.attention.normed'", "The keys"),
    (
      "bert", "bert.encoder.layer.0.output.LayerNorm.bias", "site 'layers.0.residual.post'", "The keys [MASK]"
    ),
    ("bart", "model.encoder.layers.0.fc2.bias", "site 'encoder.layers.0.mlp.output'", "The keys"),
  ])
  func notFinite(_ model: String, _ tensor: String, _ site: String, _ text: String) throws {
    let folder = try damaged(model, tensor)
    let question = ["--model", folder.path, "--text", text]
    let commands = [
      ["run", "predictions"] + question, ["run", "rankings"] + question + ["--watch", "5"],
      ["run", "activations"] + question,
      ["run", "attention_head_view"] + question + ["--include-layers", "1"],
      ["trace"] + question + ["--sites", "*", "-o", "\(folder.path)/out.npz"],
    ]
    for command in commands {
      let run = try ProgramRun(command)
      #expect(run.exitCode == 65 && run.output.isEmpty, "\(command): \(run.errors)")
      #expect(run.errors.contains(site) && run.errors.contains("tensor '\(tensor)'"), "\(run.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/out.npz"))
    let verified = try ProgramRun(["models", "verify", folder.path])
    #expect(verified.exitCode == 65 && verified.errors.contains("tensor '\(tensor)': not finite: 1 of "))
  }

  /// A classifier says what it is; what needs a language model is refused with what does not, which works.
  @Test(arguments: ["bert_classifier", "bert_plain"]) func heads(_ model: String) throws {
    let path = Fixtures.model(model)
    let info = try JSONValue(parsing: Array(ProgramRun(["models", "info", path, "--json"]).output.utf8))
    let isClassifier = model == "bert_classifier"
    #expect(info["output_heads"] == (isClassifier ? ["sequence-classification"] : []))
    #expect(info["labels"]?.array?.count == (isClassifier ? 3 : nil))
    for entryPoint in ["predictions", "rankings"] {
      let run = try ProgramRun(["run", entryPoint, "--model", path, "--text", "The keys"])
      #expect(run.exitCode == 65, "\(run.errors)")
      #expect(run.errors.contains(isClassifier ? "found sequence classification (" : "found no head"))
      let fitting = "activations, attention_head_view, attention_neuron_view, attention_model_view"
      #expect(run.errors.contains("hat fits this model: \(fitting)"), "\(run.errors)")
    }
    let view = try ProgramRun(["run", "attention_head_view", "--model", path, "--text", "The keys"])
    #expect(view.exitCode == 0, "\(view.errors)")
  }
}

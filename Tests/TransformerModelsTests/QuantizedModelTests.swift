import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Files
import Glibc
import JSON
import Tensors
import Testing

/// Models whose weights are quantised give the scores that transformers gives with the numbers those weights stand for.
@Suite struct QuantizedModelTests {
  private static let folder = "\(Fixtures.root)/Quantized"
  private static let names = FileSystem.entries(of: folder).filter { $0.hasSuffix(".expected.safetensors") }
    .map { String($0.dropLast(".expected.safetensors".count)) }

  /// A fixture with some of its weights taken from a file of quantised ones, in a shard of its own.
  private func prepare(
    _ checkpoint: AlteredCheckpoint, _ name: String, _ settings: JSONValue, replacing: Set<String>
  ) throws -> String {
    let directory = try checkpoint.prepare(changes: [("quantization_config", settings)]) { tensors in
      tensors.removeAll { replacing.contains($0.name) }
    }
    rename("\(directory)/model.safetensors", "\(directory)/model-1.safetensors")
    symlink("\(Self.folder)/\(name).safetensors", "\(directory)/model-2.safetensors")
    checkpoint.folder.write(
      #"{"weight_map":{"a":"model-1.safetensors","b":"model-2.safetensors"}}"#,
      to: "model.safetensors.index.json")
    return directory
  }

  /// Scores of a model with quantised maps, within rounding; what is not quantised stays.
  @Test(arguments: names) func scores(_ name: String) throws {
    let expected = try SafetensorsFile(path: "\(Self.folder)/\(name).expected.safetensors")
    let text = try #require(expected.metadata.first { $0.key == "quantization_config" }).value
    let checkpoint = AlteredCheckpoint("llama3")
    let directory = try prepare(
      checkpoint, name, JSONValue(parsing: text),
      replacing: Set(expected.entries.map(\.name).filter { $0.hasSuffix(".weight") }))
    let model = try checkpoint.load(directory)
    let ids = try expected.integers(named: "ids")
    let logits = try #require(model.run(ModelInput(ids: ids), capturing: ["logits"])["logits"])
    let wanted = try expected.tensor(named: "logits")
    let spread = Double(wanted.values.reduce(0) { max($0, abs($1)) })
    #expect(logits.slice(ids.count - 1).largestDifference(from: wanted) < 1e-5 * spread)
    let plain = try checkpoint.load(Fixtures.model("llama3")).run(
      ModelInput(ids: ids), capturing: ["logits"])["logits"]
    #expect(plain.map { $0.largestDifference(from: logits) > 1e-4 * spread } == true)
  }

  /// gpt-oss with experts as its authors store them, in MXFP4, is the same model: the recorded one, whose experts these are.
  @Test func experts() throws {
    let checkpoint = AlteredCheckpoint("gpt_oss")
    let stored = ["gate_up_proj", "down_proj"].flatMap { part in
      (0..<3).map { "model.layers.\($0).mlp.experts.\(part)" }
    }
    let directory = try prepare(
      checkpoint, "gpt_oss.experts", ["quant_method": "mxfp4"], replacing: Set(stored))
    let (coded, plain) = (
      try checkpoint.load(directory), try checkpoint.load(Fixtures.model("gpt_oss"))
    )
    for ids in [[5], [3, 17, 900, 44, 5, 61, 7, 7, 12]] {
      let input = ModelInput(ids: ids)
      let sites: [SitePattern] = ["logits", "layers.*.mlp.output", "layers.*.router.scores"]
      let (found, wanted) = (
        try coded.run(input, capturing: sites), try plain.run(input, capturing: sites)
      )
      #expect(found.entries.count == wanted.entries.count && found.entries.count == 7)
      for (one, other) in zip(found.entries, wanted.entries) {
        #expect(one.tensor.largestDifference(from: other.tensor) < 1e-4, "\(one.site.name)")
      }
    }
  }

  /// Quantised weights of a family whose maps have inputs first are refused: theirs lie the other way round.
  @Test func inputsFirst() throws {
    let checkpoint = AlteredCheckpoint("gpt2_reorder")
    let directory = try prepare(
      checkpoint, "fp8_rows", ["quant_method": "fbgemm_fp8"], replacing: [])
    let error = checkpoint.error(directory)
    #expect(error?.code == .unsupported && error?.message.contains("outputs first") == true)
  }
}

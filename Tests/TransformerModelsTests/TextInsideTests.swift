import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Tensors
import Testing

@testable import TransformerModels

/// Models of texts and pictures whose configuration has that of a text model in it.
@Suite struct TextInsideTests {
  /// A checkpoint of a text model as one of a model that has it in itself, beside what reads pictures.
  private func wrapped(_ fixture: String, as family: String) throws -> (AlteredCheckpoint, String) {
    let checkpoint = AlteredCheckpoint(fixture)
    let inner = try checkpoint.configuration().object
    let outer: [(String, JSONValue?)] =
      inner.members.map { ($0.key, nil) } + [
        ("model_type", .string(family)), ("text_config", .object(inner)), ("vision_config", .object([:])),
      ]
    let directory = try checkpoint.prepare(changes: outer) { tensors in
      for index in tensors.indices where tensors[index].name.hasPrefix("model.") {
        tensors[index].name = "model.language_model." + tensors[index].name.dropFirst("model.".count)
      }
      tensors.append(("model.visual.blocks.0.norm.weight", Tensor(shape: [1], values: [1])))
      tensors.append(("mtp.norm.weight", Tensor(shape: [1], values: [1])))
    }
    return (checkpoint, directory)
  }

  /// Its text model has every number of the text model by itself, and nothing about it is odd.
  @Test(arguments: [("qwen3_5", "qwen3_5"), ("qwen3_5_moe", "qwen3_5_moe")])
  func same(_ fixture: String, _ family: String) throws {
    let (checkpoint, directory) = try wrapped(fixture, as: family)
    let model = try #require(try checkpoint.load(directory) as? TransformerModel)
    #expect(model.info.warnings.isEmpty)
    let rules = try RuleModel(fixture)
    let traces = try [model, rules.model].map { try $0.run(rules.text(6), capturing: ["*"]) }
    #expect(traces[0].differences(from: traces[1], at: rules.catalog.sites) == [])
  }

  /// What the text model cannot do is refused there, too.
  @Test func refused() throws {
    let checkpoint = AlteredCheckpoint("qwen3_5")
    var inner = try checkpoint.configuration().object
    inner["layer_types"] = .array(["linear_attention", "full_attention", "chunked_attention"])
    let other = AlteredCheckpoint("qwen3_5")
    let kinds = try #require(
      other.error(
        try other.prepare(
          changes: [("model_type", .string("qwen3_5")), ("text_config", .object(inner))])))
    #expect(kinds.code == .unsupported && kinds.found == "chunked_attention")
  }
}

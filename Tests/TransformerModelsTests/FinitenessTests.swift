import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Files
import Tensors
import Testing

@testable import TransformerModels

/// No number that is not finite leaves a model: an error names the first site that is not, and the weight that is the
/// cause or that it is an overflow, whichever way the model is asked.
@Suite struct ModelFinitenessTests {
  /// A checkpoint with one thing wrong.
  struct Damage: Sendable, CustomTestStringConvertible {
    let model: String
    let tensor: String
    /// The element that is changed; nil changes all.
    var place: Int?
    var value: Float = .nan
    /// The first site that is not finite.
    let site: String
    /// What the error says of the cause.
    let cause: String

    var testDescription: String { "\(model): \(tensor) = \(value)" }
  }

  private static func weight(
    _ model: String, _ tensor: String, _ index: Int, to value: Float = .nan, _ site: String, _ words: String
  ) -> Damage {
    Damage(
      model: model, tensor: tensor, place: index, value: value, site: site,
      cause: "because of a weight: tensor '\(tensor)' has \(words)")
  }

  static let damages: [Damage] = [
    weight(
      "gpt2", "transformer.h.1.ln_1.weight", 3, "layers.1.attention.normed",
      "1 of 40 values, the first at [3] (NaN)"),
    weight(
      "gpt2", "transformer.h.0.ln_1.weight", 3, to: .infinity, "layers.0.attention.normed",
      "1 of 40 values, the first at [3] (infinity)"),
    // One head's value, of layer 2: columns 80 to 119 are values.
    weight(
      "gpt2", "transformer.h.2.attn.c_attn.bias", 85, "layers.2.attention.value",
      "1 of 120 values, the first at [85] (NaN)"),
    weight(
      "gpt2", "transformer.h.0.mlp.c_proj.weight", 41, to: -.infinity, "layers.0.mlp.output",
      "1 of 6400 values, the first at [1, 1] (-infinity)"),
    weight("gpt2", "transformer.ln_f.bias", 0, "final_norm", "1 of 40 values, the first at [0] (NaN)"),
    weight("gpt2", "transformer.wpe.weight", 40, "embeddings", "1 of 160 values, the first at [1, 0] (NaN)"),
    // A piece the text does not have: the stream is fine, its score is not.
    weight(
      "gpt2", "transformer.wte.weight", 40 * 999, "logits", "1 of 40000 values, the first at [999, 0] (NaN)"),
    weight(
      "gpt2_noprefix", "h.0.mlp.c_fc.bias", 0, "layers.0.mlp.neurons",
      "1 of 160 values, the first at [0] (NaN)"),
    weight(
      "bert", "bert.encoder.layer.1.output.LayerNorm.weight", 2, "layers.1.residual.post",
      "1 of 48 values, the first at [2] (NaN)"),
    weight(
      "bert", "bert.embeddings.token_type_embeddings.weight", 1, "embeddings",
      "4 of 192 values, the first at [0, 1] (NaN)"),
    weight(
      "bert", "cls.predictions.transform.dense.bias", 1, "logits", "1 of 48 values, the first at [1] (NaN)"),
    weight(
      "bart", "model.encoder.layers.0.fc1.weight", 48, "encoder.layers.0.mlp.neurons",
      "1 of 5376 values, the first at [1, 0] (NaN)"),
    weight(
      "bart", "model.decoder.layers.1.encoder_attn.k_proj.bias", 0, to: .infinity,
      "decoder.layers.1.cross_attention.key", "1 of 48 values, the first at [0] (infinity)"),
    weight("bart", "final_logits_bias", 7, "logits", "1 of 1000 values, the first at [0, 7] (NaN)"),
    Damage(
      model: "gpt2", tensor: "transformer.h.1.mlp.c_fc.weight", value: 3e38, site: "layers.1.mlp.neurons",
      cause: "the computation overflows 32-bit floats, after magnitudes of up to "),
    Damage(
      model: "gpt2", tensor: "transformer.h.1.mlp.c_proj.bias", value: 3e30,
      site: "layers.2.attention.normed",
      cause: "the computation overflows 32-bit floats, after magnitudes of up to 3e+30 at 'layers.1."),
    Damage(
      model: "bert", tensor: "bert.encoder.layer.0.attention.output.dense.bias", value: 2e38,
      site: "layers.0.residual.mid", cause: "the computation overflows 32-bit floats"),
    Damage(
      model: "bart", tensor: "model.decoder.layers.0.fc2.bias", value: 3e38,
      site: "decoder.layers.0.residual.post", cause: "the computation overflows 32-bit floats"),
  ]

  private static let input = ModelInput(ids: [5, 6, 7, 8])

  private func load(_ damage: Damage) throws -> (AlteredCheckpoint, TransformerModel) {
    let checkpoint = AlteredCheckpoint(damage.model)
    let directory = try checkpoint.prepare { tensors in
      let index = try #require(tensors.firstIndex { $0.name == damage.tensor })
      var values = tensors[index].tensor.values
      if let place = damage.place {
        values[place] = damage.value
      } else {
        // Of both signs, so that a norm does not take a mean away that they share.
        values = values.indices.map { $0 % 2 == 0 ? damage.value : -damage.value }
      }
      tensors[index].tensor = Tensor(shape: tensors[index].tensor.shape, values: values)
    }
    return (checkpoint, try #require(try checkpoint.load(directory) as? TransformerModel))
  }

  private func failure(_ body: () throws -> Void) -> ExplainerError? {
    do {
      try body()
      return nil
    } catch { return error as? ExplainerError }
  }

  /// Passes that read logits or everything, generation of one token and of several, in memory that is shared or not:
  /// each ends with the same error.
  @Test(arguments: damages) func everyWay(_ damage: Damage) throws {
    let (checkpoint, model) = try load(damage)
    let shared = try #require(ActivationCache(model, limit: 1 << 24)).model(expecting: ["*"])
    var failures: [ExplainerError?] = []
    for asked in [model as any Model, shared] {
      failures += ([["logits"], ["*"]] as [[SitePattern]]).map { sites in
        failure { _ = try asked.run(Self.input, capturing: sites) }
      }
      guard damage.model != "bert" else { continue }
      failures += [1, 3].map { count in
        failure {
          _ = try asked.generate(
            Self.input, options: GenerationOptions(maximumNewTokens: count), capturing: [])
        }
      }
    }
    for failure in failures {
      let error = try #require(failure)
      #expect(error.code == .badData && error.code.exitCode == 65)
      #expect(error.location.last == "site '\(damage.site)'", "\(error)")
      #expect(error.message.contains(damage.cause), "\(error)")
    }
    _ = checkpoint
  }

  static let unread: [Damage] = [
    weight("gpt2", "transformer.wte.weight", 40 * 999, "layers.*.residual.post", ""),
    weight("gpt2", "transformer.wpe.weight", 40 * 4, "*", ""),
    weight("gpt2", "transformer.h.2.ln_2.weight", 0, "layers.1.*.*", ""),
    weight("bert", "bert.embeddings.position_embeddings.weight", 48 * 4, "*", ""),
    weight("bert", "bert.embeddings.token_type_embeddings.weight", 48, "*", ""),
    weight("bert", "bert.pooler.dense.bias", 0, "logits", ""),
    weight("bart", "model.decoder.embed_positions.weight", 0, "*", ""),
    weight("bart", "model.decoder.layers.0.fc1.bias", 0, "encoder.*.*.*.*", ""),
  ]

  /// What a pass does not read may be what it likes: a piece or a position the text has not got, a layer behind the last
  /// site that is asked for.
  @Test(arguments: unread) func untouched(_ damage: Damage) throws {
    let (checkpoint, model) = try load(damage)
    let shared = try #require(ActivationCache(model, limit: 1 << 24)).model(expecting: ["*"])
    for asked in [model as any Model, shared] {
      let trace = try asked.run(Self.input, capturing: [SitePattern(damage.site)])
      #expect(!trace.entries.isEmpty)
      for entry in trace.entries where !entry.site.part.hasSuffix("scores") {
        #expect(entry.tensor.isFinite(), "\(entry.site)")
      }
    }
    _ = checkpoint
  }

  /// The head alone: a weight of it is named, and states that are not finite are the caller's.
  @Test(arguments: ["gpt2", "bert", "bart"]) func head(_ name: String) throws {
    let tensor = [
      "gpt2": "transformer.wte.weight", "bert": "cls.predictions.bias", "bart": "final_logits_bias",
    ]
    let damage = Self.weight(name, try #require(tensor[name]), 5, "logits", "")
    let (checkpoint, model) = try load(damage)
    let width = model.info.hiddenSize
    let zeros = [Float](repeating: 0, count: width - 1)
    let broken = try #require(
      failure { _ = try model.unembed(Tensor(shape: [1, width], values: [1] + zeros), normed: true) })
    #expect(broken.code == .badData && broken.message.contains("tensor '\(damage.tensor)'"), "\(broken)")
    let given = try #require(
      failure { _ = try model.unembed(Tensor(shape: [1, width], values: [.nan] + zeros), normed: true) })
    #expect(given.code == .badParameter && given.found == "1 of \(width) values, the first at [0, 0] (NaN)")
    _ = checkpoint
  }

  /// Half precision holds infinities as well, and they are found where they are stored.
  @Test func halfPrecision() throws {
    let checkpoint = AlteredCheckpoint("gpt2_f16")
    let directory = try checkpoint.prepare(without: ["model.safetensors"])
    let source = "\(Fixtures.model("gpt2_f16"))/model.safetensors"
    let entry = try #require(try SafetensorsFile(path: source)["transformer.h.0.ln_2.bias"])
    var bytes = try FileSystem.read(source)
    bytes[entry.bytes.lowerBound + 2] = 0
    bytes[entry.bytes.lowerBound + 3] = 0x7C
    try OutputFile.write(bytes, to: "\(directory)/model.safetensors")
    let model = try checkpoint.load(directory)
    let error = try #require(failure { _ = try model.run(Self.input, capturing: ["logits"]) })
    #expect(error.location.last == "site 'layers.0.mlp.normed'", "\(error)")
    #expect(
      error.message.contains("'transformer.h.0.ln_2.bias' has 1 of 24 values, the first at [1] (infinity)"))
    let found = try CheckpointWeights(directory: directory).nonFiniteTensors
    #expect(found.map(\.name) == ["transformer.h.0.ln_2.bias"] && found.first?.elements.first == [1])
  }
}

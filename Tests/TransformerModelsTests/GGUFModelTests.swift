import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Files
import JSON
import Tensors
import Testing

@testable import TransformerModels

/// Models in GGUF files give the scores of the checkpoints they were made from.
@Suite struct GGUFModelTests {
  private static let shared = "\(Fixtures.shared)/gguf"
  private static let names = [
    "llama.f32", "llama.f16", "llama3.f16", "qwen2.f16", "qwen3.bf16", "llama.q8_0", "llama.q4_0",
    "llama.q4_k",
    "llama.q5_k", "llama.q6_k", "llama.q2_k_q3_k", "llama.mxfp4", "qwen3.q8_0", "qwen3.q4_0", "qwen3.q4_k",
    "qwen3.q5_k", "qwen3.q6_k",
  ]

  private static func model(_ name: String) throws -> any Model {
    try ModelLoader.load(ModelLocation(id: name, directory: "\(shared)/\(name).gguf", origin: .directory))
  }

  /// Scores are those of transformers 5.24.0, of quantised files with the file's numbers widened.
  @Test(.enabled(if: FileSystem.isDirectory(shared), "needs the folder shared/gguf"), arguments: names)
  func scores(_ name: String) throws {
    let model = try Self.model(name)
    let expected = try JSONValue(
      parsing: FileSystem.read("\(Self.shared)/\(name).expected.json"), dialect: .python)
    let file = try SafetensorsFile(path: "\(Self.shared)/\(name).expected.safetensors")
    let run = try #require(expected["runs"]?[0])
    let ids = (run["ids"]?.array ?? []).compactMap { $0.int }
    let key = ["text0.transformers_dequantized", "text0.transformers"].first { file[$0] != nil }
    let wanted = try file.tensor(named: #require(key))
    let found = try #require(model.run(ModelInput(ids: ids), capturing: ["logits"])["logits"])
    let rows = found.rows(found.shape[0] - wanted.shape[0]..<found.shape[0])
    #expect(rows.largestDifference(from: wanted) < 1e-4)
  }

  /// Ids are those of the checkpoint's own tokenizer.
  @Test(.enabled(if: FileSystem.isDirectory(shared), "needs the folder shared/gguf"), arguments: names)
  func tokens(_ name: String) throws {
    let model = try Self.model(name)
    let expected = try JSONValue(
      parsing: FileSystem.read("\(Self.shared)/\(name).expected.json"), dialect: .python)
    for one in try #require(expected["tokenizations"]?.array) {
      let text = try #require(one["text"]?.string)
      let ids = (one["hf_special"]?.array ?? []).compactMap { $0.int }
      let found = try model.tokenize(text).map(\.id)
      #expect(found == ids, "\(text.debugDescription)")
    }
  }
}

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
  /// Those committed, then those of the folder `shared` where it is.
  private static let names = [
    "llama3.f16", "llama.q2_k_q3_k", "gpt2.small", "qwen3moe.small", "gemma3.small", "bert.small",
    "llama.f32", "llama.f16", "qwen2.f16", "qwen3.bf16", "llama.q8_0",
    "llama.q4_0",
    "llama.q4_k", "llama.q5_k", "llama.q6_k", "llama.mxfp4", "qwen3.q8_0", "qwen3.q4_0", "qwen3.q4_k",
    "qwen3.q5_k",
    "qwen3.q6_k", "qwen3moe.f16", "gemma2.f16", "gemma3_text.f16", "phi3.f16", "gpt2.f16", "olmo2.f16",
    "smollm3.f16", "bert.f16",
  ].filter { FileSystem.isFile(path("\($0).gguf")) }

  private static func path(_ name: String) -> String {
    let committed = "\(Fixtures.root)/GGUF/\(name)"
    return FileSystem.isFile(committed) ? committed : "\(Fixtures.shared)/gguf/\(name)"
  }

  private static func model(_ name: String) throws -> any Model {
    try ModelLoader.load(ModelLocation(id: name, directory: path("\(name).gguf"), origin: .directory))
  }

  private static func expected(_ name: String) throws -> JSONValue {
    try JSONValue(parsing: FileSystem.read(path("\(name).expected.json")), dialect: .python)
  }

  /// Scores are those of transformers 5.24.0, of quantised files with the file's numbers widened.
  @Test(arguments: names)
  func scores(_ name: String) throws {
    let model = try Self.model(name)
    let expected = try Self.expected(name)
    let file = try SafetensorsFile(path: Self.path("\(name).expected.safetensors"))
    let run = try #require(expected["runs"]?[0])
    let ids = (run["ids"]?.array ?? []).compactMap { $0.int }
    let key = ["text0.transformers_dequantized", "text0.transformers"].first { file[$0] != nil }
    let wanted = try file.tensor(named: #require(key))
    // (Files of BERT have no head.)
    let site = model.info.kind == .masked ? "layers.\(model.info.layers - 1).residual.post" : "logits"
    let found = try #require(model.run(ModelInput(ids: ids), capturing: [SitePattern(site)])[site])
    let rows = found.rows(found.shape[0] - wanted.shape[0]..<found.shape[0])
    #expect(rows.largestDifference(from: wanted) < 1e-4)
  }

  /// Ids are those of the checkpoint's own tokenizer.
  @Test(arguments: names)
  func tokens(_ name: String) throws {
    let model = try Self.model(name)
    let expected = try Self.expected(name)
    for one in try #require(expected["tokenizations"]?.array) {
      let text = try #require(one["text"]?.string)
      let ids = (one["hf_special"]?.array ?? []).compactMap { $0.int }
      let found = try model.tokenize(text).map(\.id)
      #expect(found == ids, "\(text.debugDescription)")
    }
  }

  /// What a file says of its computation and nobody reads is refused by name.
  @Test(arguments: [
    ("llama.vocab_size", "llama.vocab_xxxx", "'llama.vocab_xxxx'"),
    ("llama.rope.dim", "llama.rope.xxx", "'llama.rope.xxx"),
    ("general.size_label", "general.size_xxxxx", ""),
  ])
  func unknownKeys(_ key: String, _ other: String, _ found: String) throws {
    var bytes = try FileSystem.read(Self.path("llama3.f16.gguf"))
    let place = try #require(bytes.firstRange(of: key.utf8))
    bytes.replaceSubrange(place, with: other.utf8)
    let path = "\(TemporaryFolder("gguf").path).gguf"
    defer { FileSystem.remove(path) }
    try FileSystem.write(bytes, to: path)
    let location = ModelLocation(id: "m", directory: path, origin: .directory)
    guard !found.isEmpty else {
      // (Of the file in general, not of what is computed.)
      _ = try ModelLoader.load(location)
      return
    }
    let error = #expect(throws: ExplainerError.self) { try ModelLoader.load(location) }
    #expect(
      error?.code == .unsupported && error?.found?.contains(found) == true, "\(error?.description ?? "")")
  }

  /// What cannot be run is named, with what can.
  @Test func refused() throws {
    let kinds = "\(Fixtures.root)/GGUF/kinds.gguf"
    let error = #expect(throws: ExplainerError.self) {
      try ModelLoader.load(ModelLocation(id: "kinds", directory: kinds, origin: .directory))
    }
    #expect(error?.code == .unsupported && error?.found == "kinds")
    #expect(error?.expected?.contains("qwen3") == true)
    let adapted = ModelLocation(
      id: "m", directory: Self.path("llama3.f16.gguf"), origin: .directory,
      adapter: "\(Fixtures.root)/Adapters/gpt2_dora")
    let other = #expect(throws: ExplainerError.self) { try ModelLoader.load(adapted) }
    #expect(other?.message.contains("adapters are not used with GGUF files") == true)
  }
}

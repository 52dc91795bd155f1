import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Files
import Glibc
import JSON
import Tensors
import Testing
import TransformerModels

/// Checkpoints that cannot be used are refused with one clear error, and odd ones that can be are used.
@Suite struct ModelLoaderTests {
  private let checkpoint = AlteredCheckpoint("gpt2")

  /// Every contradiction between configuration and weights is named.
  @Test(arguments: [
    ("model_type", JSONValue.string("mamba"), ErrorCode.unsupported, "mamba"),
    ("n_head", 7, .badData, "the heads do not divide the width"),
    ("n_head", 0, .badData, "'n_head'"),
    ("n_layer", 5, .badData, "tensors are missing: 'transformer.h.4.ln_1.weight'"),
    ("n_layer", "4", .badData, "'n_layer'"),
    ("n_layer", 1_000_000_000, .badData, "'n_layer'"),
    ("n_embd", 80, .badShape, "expected [1000, 80], found [1000, 40]"),
    ("n_inner", 100, .badShape, "mlp.c_fc.weight"),
    ("n_positions", 128, .badShape, "wpe.weight"),
    ("vocab_size", 1001, .badShape, "wte.weight"),
    ("activation_function", "gelu_11", .unsupported, "gelu_11"),
    ("add_cross_attention", true, .unsupported, "add_cross_attention"),
    ("tie_word_embeddings", false, .badData, "'lm_head.weight' is missing"),
    ("layer_norm_epsilon", "x", .badData, "layer_norm_epsilon"),
  ])
  func contradictions(_ key: String, _ value: JSONValue, _ code: ErrorCode, _ text: String) throws {
    let found = checkpoint.error(try checkpoint.prepare(changes: [(key, value)]))
    #expect(found?.code == code)
    #expect(found?.description.contains(text) ?? false)
  }

  /// Without `model_type` the architecture says what the model is; without both nothing does.
  @Test func architecture() throws {
    #expect(try checkpoint.load(checkpoint.prepare(changes: [("model_type", nil)])).info.family == "gpt2")
    let none = checkpoint.error(
      try checkpoint.prepare(changes: [("model_type", nil), ("architectures", nil)]))
    #expect(none?.message.contains("neither 'model_type' nor 'architectures'") ?? false)
  }

  /// Weights cut short, weights of another kind, no weights, no tokenizer: one error each.
  @Test func files() throws {
    #expect(checkpoint.error(try checkpoint.prepare(without: ["model.safetensors"]))?.code == .notFound)
    checkpoint.folder.write("x", to: "model.pt")
    #expect(checkpoint.error(checkpoint.folder.path)?.code == .unsupported)
    let whole = try FileSystem.read("\(Fixtures.model("gpt2"))/model.safetensors")
    checkpoint.folder.write(String(decoding: whole.prefix(20), as: UTF8.self), to: "model.safetensors")
    #expect(checkpoint.error(checkpoint.folder.path)?.code == .badData)
  }

  /// A checkpoint of another number type is refused by its type.
  @Test func wrongType() throws {
    let directory = try checkpoint.prepare(without: ["model.safetensors"])
    var bytes = try FileSystem.read("\(Fixtures.model("gpt2"))/model.safetensors")
    let pattern = Array(#""F32""#.utf8)
    for index in 0..<6000 where bytes[index..<index + pattern.count].elementsEqual(pattern) {
      bytes.replaceSubrange(index..<index + pattern.count, with: Array(#""I32""#.utf8))
    }
    let file = fopen("\(directory)/model.safetensors", "w")
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
    let found = checkpoint.error(directory)
    #expect(found?.code == .unsupported && found?.found == "I32")
  }

  /// A tokenizer with words beyond the embedding may belong to another model, which is said; texts without them are read.
  @Test func foreignTokenizer() throws {
    let other = AlteredCheckpoint("gpt2_inverse_scale")
    let files = ["tokenizer.json", "vocab.json", "merges.txt"]
    let directory = try other.prepare(without: files)
    for file in files { symlink("\(Fixtures.model("gpt2"))/\(file)", "\(directory)/\(file)") }
    let warnings = try other.load(directory).info.warnings
    #expect(warnings.count == 1 && warnings.first?.contains("no embedding for") == true)
  }

  /// The end token comes from `generation_config.json`, or where there is no such file from `config.json`, and may be a
  /// list.
  @Test func endTokens() throws {
    let golden = try GoldenModel("gpt2")
    let example = try #require(golden.named("single"))
    let third = example.generated[2]
    let options = GenerationOptions(maximumNewTokens: 6)
    func steps(_ directory: String) throws -> (ids: [Int], ended: Bool) {
      let generation = try checkpoint.load(directory).generate(
        ModelInput(ids: example.ids), options: options, capturing: [])
      return (generation.steps.map(\.id), generation.endedByModel)
    }
    let first = try #require(example.generated.firstIndex(of: third))
    let directory = try checkpoint.prepare(
      changes: [("eos_token_id", .integer(third))], without: ["generation_config.json"])
    #expect(try steps(directory) == (Array(example.generated.prefix(first + 1)), true))
    checkpoint.folder.write(#"{"eos_token_id": [998, 999]}"#, to: "generation_config.json")
    #expect(try steps(directory) == (example.generated, false))
    checkpoint.folder.write("{\"eos_token_id\": [998, \(third)]}", to: "generation_config.json")
    #expect(try steps(directory).ended)
    checkpoint.folder.write("{}", to: "generation_config.json")
    #expect(try steps(directory) == (example.generated, false))
  }

  /// A snapshot in a Hugging Face cache, made of links, loads and gives the golden logits, and tells its
  /// commit.
  @Test func snapshot() throws {
    let commit = "0123456789abcdef0123456789abcdef01234567"
    let model = "\(checkpoint.folder.path)/hub/models--tiny--gpt2"
    for path in ["hub", "hub/models--tiny--gpt2"] { mkdir("\(checkpoint.folder.path)/\(path)", 0o755) }
    for name in ["blobs", "refs", "snapshots", "snapshots/\(commit)"] { mkdir("\(model)/\(name)", 0o755) }
    for file in FileSystem.entries(of: Fixtures.model("gpt2")) {
      symlink("\(Fixtures.model("gpt2"))/\(file)", "\(model)/blobs/\(file)")
      symlink("../../blobs/\(file)", "\(model)/snapshots/\(commit)/\(file)")
    }
    checkpoint.folder.write(commit, to: "hub/models--tiny--gpt2/refs/main")
    let location = try ModelLocator(environment: ["HF_HOME": checkpoint.folder.path]).locate("tiny/gpt2")
    let loaded = try ModelLoader.load(location)
    #expect(loaded.info.revision == commit && loaded.info.id == "tiny/gpt2")
    let example = try #require(try GoldenModel("gpt2").named("keys"))
    let trace = try loaded.run(ModelInput(ids: example.ids), capturing: [SitePattern("logits")])
    let expected = try #require(example.sites.first { $0.site.part == "logits" }?.golden)
    #expect(expected.mismatch(trace["logits"]) == nil)
  }

  /// What a model says of itself comes from its files; the stages are timed for who asks.
  @Test func info() throws {
    let location = ModelLocation(id: "x", directory: Fixtures.model("gpt2_f16"), origin: .directory)
    let stages = StageList()
    let model = try ModelLoader.load(location, observer: stages.hear)
    #expect(model.info.dtype == "F16" && model.info.family == "gpt2" && model.info.kind == .causal)
    #expect(model.info.feedForwardSize == 4 * model.info.hiddenSize)
    _ = try model.generate(
      ModelInput(ids: [1]), options: GenerationOptions(maximumNewTokens: 1), capturing: [])
    #expect(Set(stages.names) == ["map", "tokenizer", "forward", "head"])
  }

  /// The demonstration model loads and continues a text.
  @Test func demonstrationModel() throws {
    let model = try checkpoint.load(Fixtures.demoModel)
    let ids = try model.tokenize("The capital of France is").map(\.id)
    let generation = try model.generate(
      ModelInput(ids: ids), options: GenerationOptions(maximumNewTokens: 3),
      capturing: [SitePattern("final_norm")])
    #expect(!generation.steps.isEmpty)
    #expect(generation.trace["final_norm"]?.shape == [generation.ids.count - 1, model.info.hiddenSize])
  }
}

@testable import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Files
import Glibc
import JSON
import Tensors
import Testing
import TransformerModels

/// A model with a LoRA adapter computes what peft 0.21 computes with it, and an adapter of something else is refused.
@Suite struct AdapterTests {
  private let folder = TemporaryFolder("adapter")
  private static func fixture(_ name: String) -> String { "\(Fixtures.root)/Adapters/\(name)" }

  private func load(_ model: String, _ adapter: String) throws -> any Model {
    try ModelLoader.load(
      ModelLocation(id: "m", directory: Fixtures.model(model), origin: .directory, adapter: adapter))
  }

  private func error(_ model: String, _ adapter: String) -> ExplainerError? {
    do {
      _ = try load(model, adapter)
      return nil
    } catch { return error as? ExplainerError }
  }

  /// A copy of a fixture with another configuration and other tensors.
  private func altered(
    _ name: String, _ changes: [(String, JSONValue?)] = [],
    _ change: (inout [(name: String, tensor: Tensor)]) throws -> Void = { _ in }
  ) throws -> String {
    let source = Self.fixture(name)
    var object = try ModelConfiguration(path: "\(source)/adapter_config.json").object
    for (key, value) in changes { object[key] = value }
    folder.write(JSONValue.object(object).text(), to: "adapter_config.json")
    let file = try SafetensorsFile(path: "\(source)/adapter_model.safetensors")
    var tensors: [(name: String, tensor: Tensor)] = []
    for entry in file.entries { tensors.append((entry.name, try file.tensor(named: entry.name))) }
    try change(&tensors)
    try SafetensorsWriter.write(tensors, to: "\(folder.path)/adapter_model.safetensors")
    return folder.path
  }

  /// The logits are peft's, of Conv1D and nn.Linear, with ranks and alphas by module, magnitudes, biases, whole modules, heads
  /// that are tied in the checkpoint and not in the adapter, and weights written as `torch.save` does.
  @Test(arguments: FileSystem.entries(of: "\(Fixtures.root)/Adapters"))
  func logits(_ name: String) throws {
    let expected = try ModelConfiguration(path: "\(Self.fixture(name))/expected.json")
    let base = try expected.string("model")
    let input = ModelInput(ids: try expected.integers("ids"))
    let site = Site(part: base == "bert_classifier" ? "class_logits" : "logits")
    let rows = try #require(expected.value("logits")?.array?.map { $0.array?.compactMap(\.double) ?? [] })
    let golden = GoldenTensor(
      name: name,
      tensor: Tensor(shape: [rows.count, rows[0].count], values: rows.joined().map { Float($0) }),
      noise: nil)
    func found(_ adapter: String?) throws -> Tensor {
      let location = ModelLocation(
        id: "m", directory: Fixtures.model(base), origin: .directory, adapter: adapter)
      let trace = try ModelLoader.load(location).run(input, capturing: [SitePattern(site)])
      return try #require(trace[site]).reshaped(golden.tensor.shape)
    }
    #expect(golden.mismatch(try found(Self.fixture(name))) == nil)
    let difference = try found(nil).largestDifference(from: golden.tensor)
    #expect(abs(difference - (try expected.number("base"))) < 1e-3)
  }

  /// What changes numbers and is not known is refused by its name; what says nothing passes.
  @Test(
    arguments: [
      ("peft_type", "LOHA", "LOHA"), ("init_lora_weights", "pissa", "init_lora_weights"),
      ("init_lora_weights", "loftq", "init_lora_weights"), ("use_qalora", true, "use_qalora"),
      ("lora_bias", true, "lora_bias"), ("layer_replication", [[0, 2]], "layer_replication"),
      ("trainable_token_indices", [1], "trainable_token_indices"),
      ("target_parameters", ["w"], "target_parameters"),
      ("something_new", 0.5, "something_new"), ("ensure_weight_tying", true, "ensure_weight_tying"),
      ("alpha_pattern", ["c_(attn|fc)": 2], "c_(attn|fc)"),
    ] as [(String, JSONValue, String)])
  func unknown(_ key: String, _ value: JSONValue, _ found: String) throws {
    let adapter = try altered("gpt2_patterns", [(key, value)])
    let error = error("gpt2_unscaled_silu", adapter)
    #expect(
      error?.code == .unsupported && error?.found?.contains(found) == true, "\(String(describing: error))")
    #expect(error?.remedy?.contains("merge_and_unload") == true)
  }

  @Test(
    arguments: [
      ("init_lora_weights", "gaussian"), ("init_lora_weights", true), ("something_new", nil),
      ("lora_dropout", 0.1),
      ("layers_to_transform", [0]), ("task_type", "CAUSAL_LM"),
    ] as [(String, JSONValue?)])
  func harmless(_ key: String, _ value: JSONValue?) throws {
    #expect(try error("gpt2_unscaled_silu", altered("gpt2_patterns", [(key, value ?? .null)])) == nil)
  }

  /// An adapter of another model is refused: by the names of its weights, by their shapes, by what is no adapter.
  @Test func otherModels() throws {
    #expect(error("gpt2_reorder", Self.fixture("gpt2_dora"))?.code == .badShape)
    let names = error("bert_plain", Self.fixture("gpt2_dora"))
    #expect(names?.code == .badData && names?.found?.contains("transformer.h.0.attn.c_attn.weight") == true)
    #expect(error("llama3", Self.fixture("bert_embedding"))?.code == .badData)
    #expect(error("gpt2", Fixtures.model("gpt2"))?.remedy?.contains("pass it as the model") == true)
    #expect(error("gpt2", folder.path)?.message == "holds no adapter: there is no adapter_config.json")
  }

  /// A model of another name that it fits is one to be asked about, and so is an adapter that nobody uses.
  @Test func warnings() throws {
    #expect(try load("gpt2_noprefix", Self.fixture("gpt2_dora")).info.warnings.isEmpty)
    let other = try load("gpt2", Self.fixture("gpt2_dora")).info
    #expect(other.warnings.contains { $0.contains("made for 'gpt2_noprefix'") })
    #expect(other.adapter == Self.fixture("gpt2_dora"))
    let checkpoint = AlteredCheckpoint("gpt2_noprefix")
    let directory = try checkpoint.prepare()
    checkpoint.folder.write("{}", to: "adapter_config.json")
    #expect(try checkpoint.load(directory).info.warnings.contains { $0.contains("is not used") })
  }

  /// Files that do not fit each other are refused: another rank, a missing half, an unknown tensor.
  @Test func misfits() throws {
    let base = "gpt2_unscaled_silu"
    #expect(try error(base, altered("gpt2_patterns", [("r", 4)]))?.message.contains("another rank") == true)
    let module = "base_model.model.transformer.h.0.attn.c_attn"
    var adapter = try altered("gpt2_patterns") { $0.removeAll { $0.name == "\(module).lora_B.weight" } }
    #expect(error(base, adapter)?.message.contains("does not hold all") == true)
    adapter = try altered("gpt2_patterns") {
      $0.append(("\(module).lora_C.weight", Tensor(shape: [1], values: [0])))
    }
    #expect(error(base, adapter)?.code == .unsupported)
    adapter = try altered("gpt2_patterns") { $0.append(("wte.weight", Tensor(shape: [1], values: [0]))) }
    #expect(error(base, adapter)?.expected == "a name that begins with 'base_model.model.'")
    adapter = try altered("gpt2_patterns", [("use_dora", true)])
    #expect(error(base, adapter)?.expected?.contains("lora_magnitude_vector") == true)
    adapter = try altered("gpt2_patterns") { $0 = [] }
    #expect(error(base, adapter)?.message == "the adapter changes nothing: it holds no weights")
  }
}

import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Tensors
import Testing

/// A model is the same in whatever form its weights are stored; what is stored with fewer bits is called by its name.
@Suite struct StoredFormatTests {
  private func logits(_ directory: String) throws -> Tensor? {
    let model = try Fixtures.loaded(ModelLocation(id: "m", directory: directory, origin: .directory))
    return try model.run(ModelInput(ids: [5, 7, 11]), capturing: ["logits"])["logits"]
  }

  /// Logits are equal bit by bit to those of safetensors, from one file of `torch.save` and from shards.
  @Test(arguments: ["gpt2_reorder", "gpt2_f16", "bert_untied"], [1, 3])
  func torchFiles(_ name: String, _ shards: Int) throws {
    let checkpoint = AlteredCheckpoint(name)
    let directory = try checkpoint.prepare(without: ["model.safetensors"])
    let file = try SafetensorsFile(path: "\(Fixtures.model(name))/model.safetensors")
    var tensors: [(name: String, tensor: Tensor)] = []
    for entry in file.entries where entry.type != .i64 {
      tensors.append((entry.name, try file.tensor(named: entry.name)))
    }
    var map: JSONObject = [:]
    for shard in 0..<shards {
      let part = tensors.enumerated().filter { $0.offset % shards == shard }.map(\.element)
      let memories = part.map { _, tensor in
        tensor.values.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) }
      }
      let name = shards == 1 ? "pytorch_model.bin" : "pytorch_model-\(shard).bin"
      TorchArchive(PickleWriter(of: part), memories: memories).write(to: "\(directory)/\(name)")
      for (tensor, _) in part { map[tensor] = .string(name) }
    }
    if shards > 1 {
      checkpoint.folder.write(
        JSONValue.object(["weight_map": .object(map)]).text(), to: "pytorch_model.bin.index.json")
    }
    #expect(try logits(directory) == logits(Fixtures.model(name)))
  }

  /// Quantised weights that are not read are told by what quantised them, before a tensor is missed; settings that say nothing
  /// are none.
  @Test func quantised() throws {
    let checkpoint = AlteredCheckpoint("gpt2_reorder")
    let settings: JSONValue = ["quant_method": "hqq", "nbits": 4]
    let error = checkpoint.error(try checkpoint.prepare(changes: [("quantization_config", settings)]))
    #expect(error?.code == .unsupported && error?.found == "HQQ, 4 bits")
    let nothing = AlteredCheckpoint("gpt2_reorder")
    #expect(nothing.error(try nothing.prepare(changes: [("quantization_config", .null)])) == nil)
  }
}

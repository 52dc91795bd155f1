@testable import Checkpoints
import Diagnostics
import ExplainerCore
import JSON
import Tensors
import TransformerModels

extension FuzzTarget {
  /// A file of `torch.save`: every tensor it describes is read.
  static let torch = FuzzTarget("torch", largest: 1 << 14) { bytes in
    read(torch: Inputs.write(bytes, to: "pytorch_model.bin"), size: bytes.count)
  }

  /// The pickle of such a file by itself, beside two memories.
  static let pickle = FuzzTarget("pickle") { bytes in
    let memories: [String: Range<Int>] = ["0": 0..<64, "1": 64..<128]
    var machine = PickleMachine(bytes, fileSize: 128, location: ["pickle"]) { key throws(ExplainerError) in
      if let memory = memories[key] { return memory }
      throw ExplainerError(.badData, "no such memory")
    }
    guard let value = try? machine.run(), let tensors = try? machine.namedTensors(value) else { return }
    let file = Inputs.write([UInt8](repeating: 0x3F, count: 128), to: "memories.bin")
    guard let mapped = try? MappedFile(path: file) else { return }
    use(TensorFile(mapped, tensors), size: 128)
  }

  /// `pytorch_model.bin.index.json` or that of safetensors beside shards of both kinds.
  static let shards = FuzzTarget("shards") { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    let index = text.contains("safetensors") ? "model.safetensors.index.json" : "pytorch_model.bin.index.json"
    Inputs.remove(file: "model.safetensors")
    Inputs.remove(file: "pytorch_model.bin")
    for other in ["model.safetensors.index.json", "pytorch_model.bin.index.json"] {
      Inputs.remove(file: other)
    }
    _ = Inputs.write(bytes, to: index)
    _ = Inputs.write(shard, to: "a.bin")
    _ = Inputs.write(shard, to: "b.bin")
    guard let weights = try? CheckpointWeights(directory: Inputs.folder) else { return }
    for name in weights.names {
      promise(weights.contains(name), "what is named is there")
      _ = try? weights.areEqual(name, weights.names[0])
    }
  }

  /// An adapter's configuration and, behind a zero byte, its safetensors file, on a tiny model.
  static let adapter = FuzzTarget("adapter", largest: 1 << 14) { bytes in
    let cut = bytes.firstIndex(of: 0) ?? bytes.count
    _ = Inputs.write(bytes[..<cut], to: "adapter_config.json")
    _ = Inputs.write(bytes.dropFirst(cut + 1), to: "adapter_model.safetensors")
    let location = ModelLocation(
      id: "m", directory: Inputs.model("gpt2_noprefix"), origin: .directory, adapter: Inputs.folder)
    guard let model = try? ModelLoader.load(location) else { return }
    _ = try? model.run(ModelInput(ids: [1, 2]), capturing: ["logits"])
  }

  /// A GGUF file: every tensor in it is read, and the model where it is one.
  static let gguf = FuzzTarget("gguf", largest: 1 << 14) { bytes in
    let path = Inputs.write(bytes, to: "model.gguf")
    guard let file = try? GGUFFile(path: path) else { return }
    _ = (try? GGUFParts(path: path))?.summary
    for entry in file.entries {
      promise(entry.bytes.upperBound <= bytes.count, "tensors lie in the file")
      if let tensor = try? file.content.tensor(entry) { promise(tensor.shape == entry.shape, "shapes stay") }
    }
    guard let model = try? ModelLoader.load(ModelLocation(id: "m", directory: path, origin: .directory))
    else { return }
    _ = try? model.tokenize("The keys")
    _ = try? model.run(ModelInput(ids: [1, 2]), capturing: ["logits"])
  }

  /// What `quantization_config` says and, behind a zero byte, a safetensors file: every weight is read.
  static let quantised = FuzzTarget("quantised", largest: 1 << 14) { bytes in
    let cut = bytes.firstIndex(of: 0) ?? bytes.count
    guard let settings = try? JSONValue(parsing: Array(bytes[..<cut])),
      let quantization = try? ModelConfiguration(
        path: "config.json", object: ["quantization_config": settings]
      ).quantization()
    else { return }
    let path = Inputs.write(bytes.dropFirst(cut + 1), to: "quantised.safetensors")
    guard let file = try? TensorFile(path: path),
      let weights = try? CheckpointWeights(path: file.path, files: [file]).decoded(as: quantization)
    else { return }
    _ = weights.types
    for name in weights.names {
      guard let shape = weights.entry(named: name)?.shape,
        let stored = try? weights.tensors([(name, shape)])[name]
      else { continue }
      promise(stored.widened.shape == shape, "shapes stay")
      if shape.count == 2, shape[0] > 0 {
        promise(stored.selectingRows([shape[0] - 1]).shape == [1, shape[1]], "rows are rows")
      }
    }
  }

  private static func read(torch path: String, size: Int) {
    if let file = try? TensorFile(path: path) { use(file, size: size) }
  }

  private static func use(_ file: TensorFile, size: Int) {
    for entry in file.entries {
      promise(entry.bytes.upperBound <= size, "tensors lie in the file")
      promise(entry.count <= size, "views have no more numbers than the file has bytes")
      _ = try? file.nonFiniteElements(of: entry)
      if let tensor = try? file.tensor(entry) { promise(tensor.shape == entry.shape, "shapes stay") }
      _ = try? file.integers(entry)
      _ = try? file.holds(entry, equalTo: file.entries[0], of: file)
    }
  }

  /// A shard that can be read.
  private static let shard: [UInt8] = {
    let path = "\(Inputs.root)/Tests/Fixtures/Torch/protocol4.bin"
    return (try? MappedFile(path: path)).flatMap { try? $0.bytes(0..<$0.size) } ?? []
  }()
}

import Checkpoints
import Diagnostics
import ExplainerTestSupport
import Tensors
import Testing

@Suite struct CheckpointWeightsTests {
  private let folder = TemporaryFolder("weights")

  private func write(_ names: [String], to file: String) throws {
    try SafetensorsWriter.write(
      names.map { ($0, Tensor(shape: [2, 3], values: [0, 1, 2, 3, 4, 5])) }, to: "\(folder.path)/\(file)")
  }

  private func error() -> ExplainerError? {
    do {
      _ = try CheckpointWeights(directory: folder.path)
      return nil
    } catch { return error }
  }

  /// The index says which files are shards, their headers what is in them, as in transformers 5.24.0: right, names left
  /// out, mapped to another shard, in no shard at all, and with numbers only Python writes.
  @Test(arguments: [
    #"{"a":"model-1.safetensors","b":"model-2.safetensors","extra":"model-1.safetensors"}"#,
    #"{"a":"model-1.safetensors","b":"model-2.safetensors"}"#,
    #"{"extra":"model-1.safetensors","z":"model-2.safetensors"}"#,
    #"{"a":"model-2.safetensors","b":"model-1.safetensors","extra":"model-2.safetensors"}"#,
  ])
  func shards(_ map: String) throws {
    try write(["a", "extra"], to: "model-1.safetensors")
    try write(["b"], to: "model-2.safetensors")
    folder.write(
      #"{"metadata":{"total_size":NaN},"weight_map":\#(map)}"#, to: "model.safetensors.index.json")
    let weights = try CheckpointWeights(directory: folder.path)
    #expect(weights.names == ["a", "extra", "b"] && weights.contains("extra") && !weights.contains("z"))
    #expect(try weights.tensors([("b", [2, 3])])["b"]?.widened.values.last == 5)
    #expect(weights.warnings.isEmpty)
    #expect { try weights.tensors([("z", [2, 3])]) } throws: { "\($0)".contains("tensor 'z' is missing") }
  }

  /// Of a tensor in two shards that in the file whose name comes last counts, whatever the index says, and it is said.
  @Test func twice() throws {
    try write(["a", "b"], to: "model-1.safetensors")
    try SafetensorsWriter.write(
      [("b", Tensor(shape: [1], values: [7]))], to: "\(folder.path)/model-2.safetensors")
    folder.write(
      #"{"weight_map":{"a":"model-2.safetensors","b":"model-1.safetensors"}}"#,
      to: "model.safetensors.index.json")
    let weights = try CheckpointWeights(directory: folder.path)
    #expect(try weights.tensors([("b", [1])])["b"]?.widened.values == [7])
    #expect(
      weights.names == ["a", "b"] && weights.warnings.count == 1 && weights.warnings[0].contains("(b)"))
  }

  /// A shard that the index does not name is pointed at where a tensor is missing.
  @Test func unnamedShard() throws {
    try write(["a"], to: "model-1.safetensors")
    try write(["b"], to: "model-2.safetensors")
    folder.write(#"{"weight_map":{"a":"model-1.safetensors"}}"#, to: "model.safetensors.index.json")
    let weights = try CheckpointWeights(directory: folder.path)
    #expect { try weights.tensors([("b", [2, 3])]) } throws: {
      ($0 as? ExplainerError)?.remedy?.contains("'model-2.safetensors' lies beside") == true
    }
  }

  /// Tensors are compared by shape and numbers, those of two types as what they are read as.
  @Test func equality() throws {
    let half =
      Array(
        #"{"h":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[4,8]},"#
          .utf8)
      + Array(
        #""f":{"dtype":"F32","shape":[2],"data_offsets":[8,16]},"g":{"dtype":"F32","shape":[2],"data_offsets":[16,24]},"#
          .utf8)
      + Array(#""s":{"dtype":"F32","shape":[1,2],"data_offsets":[24,32]}}"#.utf8)
    func bytes(_ values: [Float]) -> [UInt8] {
      values.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) }
    }
    let data: [UInt8] = [0, 0x3C, 0, 0x40] + [0x80, 0x3F, 0, 0x40] + bytes([1, 2, 1, 3, 1, 2])
    let file = FileBuilder.safetensors(String(decoding: half, as: UTF8.self), dataBytes: 0) + data
    FileBuilder.write(file, to: "\(folder.path)/model.safetensors")
    let weights = try CheckpointWeights(directory: folder.path)
    #expect(try weights.areEqual("f", "f") && weights.areEqual("h", "f") && weights.areEqual("b", "h"))
    #expect(try !weights.areEqual("f", "g") && !weights.areEqual("f", "s") && !weights.areEqual("f", "none"))
  }

  /// Files of `torch.save` are read as safetensors are, whole and in shards; safetensors count before them.
  @Test func torchFiles() throws {
    func tensors(_ values: [Float], _ names: String...) -> [(name: String, tensor: Tensor)] {
      names.map { ($0, Tensor(shape: [2], values: values)) }
    }
    func write(_ tensors: [(name: String, tensor: Tensor)], to file: String) {
      let memories = tensors.map { _, tensor in
        tensor.values.flatMap { value in
          withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init)
        }
      }
      TorchArchive(PickleWriter(of: tensors), memories: memories).write(to: "\(folder.path)/\(file)")
    }
    write(tensors([1, 2], "a", "b"), to: "pytorch_model-00001-of-00002.bin")
    write(tensors([3, 4], "c"), to: "pytorch_model-00002-of-00002.bin")
    folder.write(
      #"{"weight_map":{"a":"pytorch_model-00001-of-00002.bin","c":"pytorch_model-00002-of-00002.bin"}}"#,
      to: "pytorch_model.bin.index.json")
    #expect(try CheckpointWeights(directory: folder.path).names == ["a", "b", "c"])
    write(tensors([5, 6], "whole"), to: "pytorch_model.bin")
    var weights = try CheckpointWeights(directory: folder.path)
    #expect(weights.names == ["whole"] && weights.entry(named: "whole")?.typeName == "F32")
    #expect(try weights.tensors([("whole", [2])])["whole"]?.widened.values == [5, 6])
    try self.write(["safe"], to: "model.safetensors")
    weights = try CheckpointWeights(directory: folder.path)
    #expect(weights.names == ["safe"])
    #expect { try weights.tensors([("a", [2])]) } throws: {
      ($0 as? ExplainerError)?.remedy?.contains("lies beside these files but was not read") == true
    }
  }

  /// An index that names a missing shard or a file elsewhere is refused.
  @Test(arguments: [
    (#"{"weight_map":{"a":"gone.safetensors"}}"#, "the shard 'gone.safetensors' is missing"),
    (#"{"weight_map":{"a":"../one.safetensors"}}"#, "not mapped to a file beside the index"),
    (#"{"weight_map":{"a":"/etc/passwd"}}"#, "not mapped to a file beside the index"),
    (#"{"weight_map":{"a":3}}"#, "not mapped to a file beside the index"),
    (#"{"weight_map":[]}"#, "there is no 'weight_map'"),
  ])
  func badIndex(_ index: String, _ expected: String) throws {
    try write(["a"], to: "one.safetensors")
    folder.write(index, to: "model.safetensors.index.json")
    #expect(error()?.description.contains(expected) ?? false)
  }

  /// Links in a circle are no weights, and a link to nothing neither.
  @Test func brokenLinks() {
    FileBuilder.link("\(folder.path)/model.safetensors", to: "model.safetensors")
    #expect(error()?.code == .notFound)
    FileBuilder.link("\(folder.path)/model.safetensors.index.json", to: "nowhere")
    #expect(error()?.code == .notFound)
  }

  /// All missing tensors are named at once, five of them, then counted; a wrong shape is told with both
  /// shapes.
  @Test func requirements() throws {
    try write(["a"], to: "model.safetensors")
    let weights = try CheckpointWeights(directory: folder.path)
    _ = try weights.tensors([("a", [2, 3])])
    #expect { try weights.tensors((1...7).map { ("w\($0)", [1]) }) } throws: {
      "\($0)".contains("'w1', 'w2', 'w3', 'w4', 'w5' and 2 more")
    }
    #expect { try weights.tensors([("a", [3, 2])]) } throws: { error in
      guard let error = error as? ExplainerError else { return false }
      return error.code == .badShape && error.expected == "[3, 2]" && error.found == "[2, 3]"
        && error.remedy?.contains("transpose") ?? false
    }
    #expect { try weights.tensors([("a", [3])]) } throws: { ($0 as? ExplainerError)?.remedy == nil }
  }
}

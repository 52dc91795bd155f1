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

  /// Shards named by an index are one set of weights; what a shard holds beyond the index does not count.
  @Test func shards() throws {
    try write(["a", "extra"], to: "model-1.safetensors")
    try write(["b"], to: "model-2.safetensors")
    folder.write(
      #"{"metadata":{},"weight_map":{"a":"model-1.safetensors","b":"model-2.safetensors"}}"#,
      to: "model.safetensors.index.json")
    let weights = try CheckpointWeights(directory: folder.path)
    #expect(weights.names == ["a", "b"] && !weights.contains("extra"))
    #expect(try weights.tensors([("b", [2, 3])])["b"]?.values.last == 5)
  }

  /// An index that names a missing shard, a tensor its shard does not hold, or a file elsewhere is refused.
  @Test(arguments: [
    (#"{"weight_map":{"a":"gone.safetensors"}}"#, "the shard 'gone.safetensors' is missing"),
    (#"{"weight_map":{"z":"one.safetensors"}}"#, "does not hold tensor 'z'"),
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

  /// Without weights the error says what was expected; with weights in another format only, how to convert
  /// them.
  @Test func absent() {
    #expect(error()?.code == .notFound)
    folder.write("x", to: "pytorch_model.bin")
    #expect(error()?.code == .unsupported && error()?.remedy?.contains("safe_serialization") ?? false)
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

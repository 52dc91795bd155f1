import Checkpoints
import Diagnostics
import ExplainerTestSupport
import Files
import Tensors
import Testing

@Suite struct SafetensorsWriterTests {
  private let folder = TemporaryFolder("writer")

  /// What was written reads back: names in order, shapes, every bit of every number, metadata; data aligned
  /// to 8.
  @Test func roundTrip() throws {
    let path = "\(folder.path)/out.safetensors"
    let tensors: [(name: String, tensor: Tensor)] = [
      ("layers.10.x", Tensor(shape: [2, 2], values: [1, -0.0, .infinity, .leastNonzeroMagnitude])),
      ("a \"quoted\" é", Tensor(shape: [], values: [3])), ("empty", Tensor(shape: [0, 4], values: [])),
    ]
    try SafetensorsWriter.write(tensors, metadata: [("format", "pt"), ("text", "a\nb")], to: path)
    let file = try SafetensorsFile(path: path)
    #expect(file.entries.map(\.name) == tensors.map(\.name))
    #expect(file.metadata.map(\.key) == ["format", "text"] && file.metadata.map(\.value) == ["pt", "a\nb"])
    for (name, tensor) in tensors {
      let found = try file.tensor(named: name)
      #expect(found.shape == tensor.shape)
      #expect(found.values.map(\.bitPattern) == tensor.values.map(\.bitPattern))
    }
    #expect(file.entries[0].bytes.lowerBound % 8 == 0)
  }

  /// An existing file is replaced, and nothing else is left in the folder.
  @Test func replacing() throws {
    let path = "\(folder.path)/out.safetensors"
    try SafetensorsWriter.write([("a", Tensor(shape: [1], values: [1]))], to: path)
    let before = try SafetensorsFile(path: path)
    try SafetensorsWriter.write([("a", Tensor(shape: [1], values: [2]))], to: path)
    #expect(try before.tensor(named: "a").values == [1])
    #expect(try SafetensorsFile(path: path).tensor(named: "a").values == [2])
    #expect(FileSystem.entries(of: folder.path) == ["out.safetensors"])
  }

  /// Names given twice or reserved, and places that cannot be written, are errors that leave nothing behind.
  @Test func refusals() {
    let one = Tensor(shape: [1], values: [1])
    let path = "\(folder.path)/out.safetensors"
    for names in [["a", "a"], ["__metadata__"]] {
      #expect(throws: ExplainerError.self) { try SafetensorsWriter.write(names.map { ($0, one) }, to: path) }
    }
    #expect(throws: ExplainerError.self) {
      try SafetensorsWriter.write([("a", one)], to: "\(folder.path)/no/such/folder/x")
    }
    #expect(throws: ExplainerError.self) { try SafetensorsWriter.write([("a", one)], to: folder.path) }
    #expect(FileSystem.entries(of: folder.path).isEmpty)
  }
}

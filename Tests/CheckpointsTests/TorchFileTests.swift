@testable import Checkpoints
import Diagnostics
import ExplainerTestSupport
import JSON
import Tensors
import Testing

/// Files of `torch.save` are read as what they describe; what is more than a description is refused by its name.
@Suite struct TorchFileTests {
  private let folder = TemporaryFolder("torch")
  private static let four: [UInt8] = [1, 2, 3, 4].flatMap { (value: Float) in
    withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init)
  }

  private func open(_ archive: TorchArchive) throws(ExplainerError) -> TensorFile {
    let path = "\(folder.path)/pytorch_model.bin"
    FileBuilder.write(archive.bytes, to: path)
    return try TensorFile(path: path)
  }

  /// A state dict of one view, `a`, of a memory of four floats.
  private func view(
    _ shape: [Int], _ strides: [Int], from offset: Int = 0, count: Int = 4, type: String = "FloatStorage",
    key: String = "0"
  ) -> TorchArchive {
    var pickle = PickleWriter()
    pickle.bytes += [0x7D]
    pickle.text("a")
    pickle.tensor(of: key, type, count: count, from: offset, shape: shape, strides: strides)
    pickle.bytes.append(0x73)
    return TorchArchive(pickle, memories: [Self.four])
  }

  private func error(_ archive: TorchArchive) -> ExplainerError? {
    do {
      _ = try open(archive)
      return nil
    } catch { return error }
  }

  /// Every type of number and of view that torch 2.15 wrote has the shape and the numbers it had there.
  @Test func kinds() throws {
    let file = try TensorFile(path: "\(Fixtures.root)/Torch/kinds.bin")
    let expected = try ModelConfiguration(path: "\(Fixtures.root)/Torch/kinds.json").object
    #expect(file.entries.map(\.name) == expected.members.map(\.key))
    for (name, description) in expected.members {
      let entry = try file.entry(named: name)
      #expect(entry.typeName == description["type"]?.string, "\(name)")
      #expect(entry.shape == description["shape"]?.array?.compactMap(\.int), "\(name)")
      guard let values = description["values"]?.array else {
        #expect { try file.tensor(entry) } throws: { ($0 as? ExplainerError)?.found == entry.typeName }
        continue
      }
      if entry.type?.weightType == nil {
        #expect(try file.integers(entry) == values.map(\.int), "\(name)")
      } else {
        let floats = values.map { $0.double.map { Float($0) } ?? .infinity }
        #expect(try file.tensor(entry).values == floats, "\(name)")
      }
    }
  }

  /// What lies row by row is used where it lies, as that of safetensors; other views are copied.
  @Test func inPlace() throws {
    let file = try TensorFile(path: "\(Fixtures.root)/Torch/kinds.bin")
    for name in ["weight", "type.F32", "row", "rest", "scalar", "one", "tied", "parameter", "empty"] {
      #expect(try file.arenaRoom(for: file.entry(named: name)) == 0, "\(name)")
    }
    for (name, room) in [("transposed", 24), ("column", 4), ("repeated", 18), ("type.F16", 3), ("double", 6)]
    {
      #expect(try file.arenaRoom(for: file.entry(named: name)) == room, "\(name)")
    }
    let (weight, tied) = (try file.entry(named: "weight"), try file.entry(named: "tied"))
    #expect(weight.bytes == tied.bytes)
    #expect(try file.holds(weight, equalTo: tied, of: file))
    #expect(
      try file.nonFiniteElements(of: file.entry(named: "double"))?.words
        == "1 of 6 values, the first at [2] (infinity)")
    #expect(try file.nonFiniteElements(of: file.entry(named: "transposed")) == nil)
  }

  /// What another version of pickle says is the same.
  @Test func protocols() throws {
    let file = try TensorFile(path: "\(Fixtures.root)/Torch/protocol4.bin")
    #expect(file.entries.map(\.name) == ["weight", "bias"] && file["weight"]?.shape == [2, 3])
  }

  /// Sizes beyond 4 GiB are where they are in such archives.
  @Test func wide() throws {
    var archive = view([2, 2], [2, 1])
    archive.isWide = true
    #expect(try open(archive).tensor(open(archive).entry(named: "a")).values == [1, 2, 3, 4])
  }

  /// Nothing but what tensors need is known: everything else is refused by its name and never run.
  @Test(arguments: [
    ("builtins", "print"), ("collections", "Counter"), ("torch", "load"),
    ("torch._utils", "_rebuild_sparse_tensor"),
    ("torch", "QInt8Storage"), ("numpy.core.multiarray", "_reconstruct"),
  ])
  func otherNames(_ module: String, _ name: String) {
    var pickle = PickleWriter()
    pickle.bytes += [0x7D]
    pickle.text("a")
    pickle.call(module, name) { $0.text("x") }
    pickle.bytes.append(0x73)
    let error = error(TorchArchive(pickle, memories: []))
    #expect(error?.code == .unsupported && error?.found == "\(module).\(name)")
    #expect(error?.remedy?.contains("A pickle is a program") == true)
  }

  /// A file of another kind, order or age is called what it is.
  @Test func otherFiles() throws {
    func failure(_ bytes: [UInt8]) -> ExplainerError? {
      let path = "\(folder.path)/other.bin"
      FileBuilder.write(bytes, to: path)
      do {
        _ = try TensorFile(path: path)
        return nil
      } catch { return error }
    }
    var archive = view([4], [1])
    archive.method = 8
    #expect(error(archive)?.message == "the archive's files are compressed")
    archive = TorchArchive(PickleWriter(of: []), memories: [], byteOrder: "big")
    #expect(error(archive)?.code == .unsupported && error(archive)?.found == "big")
    archive = view([4], [1])
    archive.files.append(("archive/constants.pkl", []))
    #expect(error(archive)?.found?.contains("TorchScript") == true)
    #expect(error(TorchArchive([("a.txt", [])]))?.found == "a.txt")
    #expect(failure(Array("GGUF".utf8) + [3, 0, 0, 0])?.found == "a GGUF file")
    #expect(failure([])?.code == .badData && failure([1, 2, 3])?.code == .badData)
    #expect(failure(Array("<html>".utf8))?.found == "a web page")
  }

  /// The file of torch's first format is refused with its age.
  @Test func legacy() {
    #expect { try TensorFile(path: "\(Fixtures.root)/Torch/legacy.bin") } throws: { error in
      let error = error as? ExplainerError
      return error?.code == .unsupported && error?.message == "is a file of torch before 1.6"
    }
  }

  /// Tensors that reach beyond their memory, or whose extents are nonsense, are refused.
  @Test(arguments: [
    ([5], [1], 0), ([4], [1], 1), ([2], [4], 0), ([2, 2], [3, 1], 0), ([1 << 40], [0], 0), ([4], [1, 1], 0),
    ([-1], [1], 0), ([4], [-1], 0), ([4], [1], -1), ([Int.max, 2], [1, 1], 0), ([2], [Int.max], 0),
    ([1], [1], 5),
  ])
  func beyond(_ shape: [Int], _ strides: [Int], _ offset: Int) {
    #expect(error(view(shape, strides, from: offset))?.code == .badData)
  }

  /// So are memories that are missing or of another size.
  @Test func memories() {
    #expect(error(view([4], [1], key: "9"))?.found == "no archive/data/9")
    #expect(error(view([4], [1], count: 3))?.found == "16 bytes")
    #expect(error(view([2], [1], count: 4, type: "DoubleStorage"))?.expected == "4 numbers of 8 bytes")
    #expect(error(view([2], [1], count: -1))?.code == .badData)
    #expect(error(view([2], [1], count: .max))?.code == .badData)
  }

  /// What is no state dict is said to be what it is: of a training run the dictionary's names.
  @Test func noStateDict() {
    var pickle = PickleWriter()
    pickle.tuple([1])
    #expect(error(TorchArchive(pickle, memories: []))?.found == "a tuple")
    pickle = PickleWriter()
    pickle.bytes += [0x7D]
    pickle.text("state_dict")
    pickle.bytes += [0x7D, 0x73]
    #expect(error(TorchArchive(pickle, memories: []))?.found == "a dictionary of 'state_dict'")
  }

  /// No prefix of a good file and no changed byte of it traps, and what opens has all its tensors inside the file.
  @Test func damagedAnywhere() {
    var archive = view([2, 2], [1, 2])
    archive.isWide = true
    let good = archive.bytes
    let path = "\(folder.path)/damaged.bin"
    for length in 0..<good.count {
      FileBuilder.write(Array(good[..<length]), to: path)
      #expect(throws: ExplainerError.self) { try TensorFile(path: path) }
    }
    for index in good.indices {
      for byte in [UInt8(0), 0x28, 0x7F, 0xFF] where good[index] != byte {
        var bytes = good
        bytes[index] = byte
        FileBuilder.write(bytes, to: path)
        guard let file = try? TensorFile(path: path) else { continue }
        for entry in file.entries {
          #expect(entry.bytes.upperBound <= good.count)
          _ = try? file.tensor(entry)
        }
      }
    }
  }
}

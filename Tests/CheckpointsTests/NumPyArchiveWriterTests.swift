import Diagnostics
import ExplainerTestSupport
import Files
import Tensors
import Testing

@testable import Checkpoints

/// Archives that numpy reads.
@Suite struct NumPyArchiveWriterTests {
  /// The head names type, order and shape in the words numpy reads, and ends on a multiple of 64 bytes.
  @Test(arguments: [([2, 3], "(2, 3,)"), ([5], "(5,)"), ([], "()"), ([1, 0, 70000], "(1, 0, 70000,)")])
  func header(_ shape: [Int], _ expected: String) {
    let bytes = NumPyArchiveWriter.header(shape: shape)
    #expect(bytes.count % 64 == 0 && bytes.starts(with: [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0]))
    #expect(Int(bytes[8]) + Int(bytes[9]) << 8 == bytes.count - 10 && bytes.last == 0x0A)
    #expect(
      String(decoding: bytes[10...], as: UTF8.self).hasPrefix(
        "{'descr': '<f4', 'fortran_order': False, 'shape': \(expected), }"))
  }

  /// The archive is what Python's own zipfile and numpy made of it when this was written: name, checksum, values.
  @Test func archive() throws {
    let folder = TemporaryFolder()
    let path = "\(folder.path)/a.npz"
    try NumPyArchiveWriter.write(
      [
        ("layers.0.x", Tensor(shape: [2, 2], values: [1, -2, 0.5, 3])),
        ("empty", Tensor(shape: [0, 3], values: [])),
      ], to: path)
    let bytes = try FileSystem.read(path)
    #expect(bytes.starts(with: [0x50, 0x4B, 3, 4, 20, 0, 0, 8, 0, 0]))
    // The CRC-32 of the first member, computed with zlib.
    #expect(Array(bytes[14..<18]) == NumPyArchiveWriterTests.checksum)
    #expect(bytes.suffix(22).starts(with: [0x50, 0x4B, 5, 6]))
    // The values follow the head.
    let start = 30 + "layers.0.x.npy".utf8.count + NumPyArchiveWriter.header(shape: [2, 2]).count
    #expect(Array(bytes[start..<start + 4]) == [0, 0, 0x80, 0x3F])
  }

  private static let checksum: [UInt8] = [0x74, 0x82, 0x07, 0x46]

  /// An archive counts bytes in 32 bits and members in 16: what it could not count is refused before anything is written,
  /// with the format that can; what it just can is not.
  @Test(arguments: [
    (1, 1_073_741_824, true), (1, 1_073_741_696, true), (1, 1_073_741_695, false), (4, 268_435_456, true),
    (4, 268_434_432, false), (65_535, 0, true), (65_534, 0, false),
  ])
  func tooMuch(_ count: Int, _ elements: Int, _ isRefused: Bool) {
    // There is no memory behind the tensor, and no folder for the file: nothing gets as far as either.
    let value = TensorOwner()
    let tensor = Tensor(shape: [elements], borrowing: value.base, owner: value)
    let path = "/nowhere/at/all/a.npz"
    do {
      try TensorWriter.write((0..<count).map { ("t\($0)", tensor) }, to: path)
      Issue.record("written")
    } catch {
      #expect(error.code == (isRefused ? .limitReached : .inputOutput), "\(error)")
      #expect((error.remedy == "write .safetensors instead") == isRefused)
    }
  }

  /// A name given twice is refused, and nothing is written; so is an ending that means nothing.
  @Test func refused() throws {
    let folder = TemporaryFolder()
    let path = "\(folder.path)/a.npz"
    let one = Tensor(shape: [1], values: [1])
    #expect(throws: ExplainerError.self) { try TensorWriter.write([("a", one), ("a", one)], to: path) }
    #expect(!FileSystem.isFile(path))
    #expect(throws: ExplainerError.self) { try TensorWriter.check("a.txt", option: "--tensors") }
  }
}

/// One number, and where it lies.
private final class TensorOwner: Sendable {
  nonisolated(unsafe) let base: UnsafePointer<Float>
  init() {
    let memory = UnsafeMutablePointer<Float>.allocate(capacity: 1)
    memory.initialize(to: 0)
    base = UnsafePointer(memory)
  }
  deinit { base.deallocate() }
}

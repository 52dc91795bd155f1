import Tensors
import Testing

/// A tensor that somebody says will come.
@Suite struct IncomingTensorTests {
  /// One that no memory holds is nil, where it would end the program to reserve it.
  @Test func noMemory() {
    #expect(IncomingTensor(shape: [1 << 45]) == nil)
    #expect(IncomingTensor(shape: [0, 1 << 45])?.missing == 0)
  }

  /// Elements are put where they stay, however they come; none is taken beyond the last.
  @Test(arguments: [1, 3, 8, 100]) func pieces(_ piece: Int) throws {
    let values = (0..<6).map { Float($0) }
    let bytes = values.withUnsafeBytes { Array($0) } + [1, 2, 3]
    let incoming = try #require(IncomingTensor(shape: [2, 3]))
    var start = 0
    while incoming.missing > 0, start < bytes.count {
      incoming.receive { memory in
        let count = min(piece, memory.count)
        memory.copyBytes(from: bytes[start..<min(start + count, bytes.count)])
        start += count
        return count
      }
    }
    #expect(start == 24)
    #expect(incoming.tensor == Tensor(shape: [2, 3], values: values))
  }
}

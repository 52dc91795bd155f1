import Testing

@testable import Tensors

@Suite struct TensorTests {
  /// Slices, rows and reshapes share storage and address the right elements.
  @Test func addressing() {
    let x = Tensor(shape: [2, 3, 4], values: (0..<24).map(Float.init))
    #expect(x[1, 2, 3] == 23)
    #expect(x.slice(1).shape == [3, 4] && x.slice(1)[0, 0] == 12)
    #expect(x.slice(1).rows(1..<3).values == (16..<24).map(Float.init))
    #expect(x.reshaped([6, 4]).columns(1..<3).dense.values.prefix(4) == [1, 2, 5, 6])
    #expect(x.slice(0).storage === x.storage)
  }

  /// Changing one copy leaves the other as it was; changing the only copy does not move it.
  @Test func valueSemantics() {
    var x = Tensor(shape: [2], values: [1, -2])
    let copy = x
    x.apply(.relu)
    #expect(x.values == [1, 0] && copy.values == [1, -2])
    let address = x.withUnsafeElements { $0.baseAddress }
    x += copy
    #expect(x.values == [2, -2] && x.withUnsafeElements { $0.baseAddress } == address)
    x += x
    #expect(x.values == [4, -4])
  }

  /// A slice that is changed leaves the rest of its tensor alone.
  @Test func changingASlice() {
    let x = Tensor(shape: [2, 2], values: [1, 2, 3, 4])
    var row = x.slice(1)
    row += row
    #expect(row.values == [6, 8] && x.values == [1, 2, 3, 4])
  }

  /// Memory of someone else is never written, and its owner lives as long as the tensor.
  @Test func borrowing() {
    final class Owner: Sendable {
      nonisolated(unsafe) let memory = UnsafeMutablePointer<Float>.allocate(capacity: 2)
      init() { memory.initialize(repeating: -3, count: 2) }
      deinit { memory.deallocate() }
    }
    weak var witness: Owner?
    do {
      let owner = Owner()
      witness = owner
      var x = Tensor(shape: [2], borrowing: UnsafePointer(owner.memory), owner: owner)
      x.apply(.relu)
      #expect(x.values == [0, 0] && owner.memory[0] == -3)
    }
    #expect(witness == nil)
  }

  /// Heads lie side by side and are taken apart in order.
  @Test func heads() {
    let x = Tensor(shape: [2, 6], values: (0..<12).map(Float.init))
    let split = x.matrix.splitHeads(3)
    #expect(split.shape == [3, 2, 2])
    #expect(split.values == [0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11])
  }

  /// A row buffer gives all rows so far, and views taken before keep theirs.
  @Test func rowBuffer() {
    let buffer = RowBuffer(columns: 2, capacity: 3)
    buffer.append(Tensor(shape: [2, 4], values: (0..<8).map(Float.init)).columns(1..<3))
    let before = buffer.matrix
    buffer.append(Tensor(shape: [1, 2], values: [8, 9]).matrix)
    #expect(before.dense.values == [1, 2, 5, 6])
    #expect(buffer.matrix.dense.values == [1, 2, 5, 6, 8, 9])
  }

  /// Rows are gathered in the order asked for, repeats included.
  @Test func gathering() {
    let table = Tensor(shape: [3, 2], values: [0, 1, 2, 3, 4, 5])
    #expect(table.gatheringRows([2, 0, 2]).values == [4, 5, 0, 1, 4, 5])
    #expect(table.gatheringRows([]).shape == [0, 2])
  }
}

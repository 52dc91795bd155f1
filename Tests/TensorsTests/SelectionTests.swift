import Testing

@testable import Tensors

@Suite struct SelectionTests {
  private func tensor(_ values: [Float]) -> Tensor { Tensor(shape: [values.count], values: values) }

  /// The maximum is the lowest of equals, wherever it stands; beside NaN there is none.
  @Test func maximum() {
    for count in [1, 2, 31, 32, 33, 63, 64, 65, 200] {
      for index in 0..<count {
        var values = [Float](repeating: 0, count: count)
        values[index] = 1
        values[count - 1] = 1
        #expect(tensor(values).indexOfMaximum == index)
      }
    }
    #expect(tensor([.nan, 1, .nan, 2]).indexOfMaximum == nil)
    #expect(tensor([-.infinity, -.infinity]).indexOfMaximum == 0)
    #expect(tensor([]).indexOfMaximum == nil)
    #expect(tensor([.nan]).indexOfMaximum == nil)
  }

  /// Ranks count from 1 and agree with sorting, ties by index.
  @Test(arguments: [1, 5, 40, 1000]) func ranks(_ count: Int) {
    var random = RandomNumbers()
    let x = tensor((0..<count).map { _ in (random.next() * 20).rounded() })
    for index in stride(from: 0, to: count, by: max(1, count / 40)) {
      #expect(x.rank(of: index) == ReferenceKernels.rank(of: index, in: x))
    }
  }

  /// The greatest few come in order of rank, the arg-max first.
  @Test(arguments: [0, 1, 3, 10, 50, 256, 257, .max]) func greatest(_ count: Int) {
    var random = RandomNumbers()
    let x = tensor((0..<40).map { _ in (random.next() * 8).rounded() })
    let found = x.indicesOfGreatest(count)
    #expect(tensor(x.values + [.nan]).indicesOfGreatest(count) == found)
    #expect(found.count == min(count, 40))
    #expect(found.map { x.rank(of: $0) } == Array(1..<found.count + 1))
    if count > 0 { #expect(found.first == x.indexOfMaximum) }
  }
}

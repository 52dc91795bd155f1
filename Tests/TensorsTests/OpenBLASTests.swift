import Glibc
import Testing

@testable import Tensors

@Suite struct OpenBLASTests {
  /// Few rows and little work never go to the library; much work does where it is installed.
  @Test func choice() {
    #expect(!OpenBLAS.takes(rows: 1, inner: 4096, columns: 50_257))
    #expect(!OpenBLAS.takes(rows: MatrixProduct.fewRows, inner: 4096, columns: 50_257))
    #expect(!OpenBLAS.takes(rows: 64, inner: 128, columns: 512))
    #expect(OpenBLAS.takes(rows: 64, inner: 768, columns: 768) == (OpenBLAS.unavailability == nil))
    #expect(OpenBLAS.threads >= 1)
  }

  /// The library uses kernels for what the processor can do, also for one that is newer than the library.
  @Test func kernels() {
    guard let kernels = OpenBLAS.kernels, let wanted = OpenBLAS.wantedKernels,
      getenv("OPENBLAS_CORETYPE") == nil
    else {
      return
    }
    #expect(kernels.lowercased() == wanted.lowercased())
  }

  /// A product large enough for the library agrees with the program's own kernels on each of its rows.
  @Test func agreement() {
    var random = RandomNumbers()
    let x = random.tensor([40, 400])
    let weight = random.tensor([400, 520])
    let bias = random.tensor([520])
    let transposed = random.tensor([520, 400])
    for map in [
      Linear(WeightMatrix(weight, layout: .inputOutput), bias: bias),
      Linear(WeightMatrix(transposed, layout: .outputInput), bias: bias),
      Linear(WeightMatrix(transposed, layout: .outputInput)),
    ] {
      #expect(OpenBLAS.takes(rows: 40, inner: 400, columns: 520) == (OpenBLAS.unavailability == nil))
      let all = map(x)
      for row in [0, 17, 39] {
        #expect(all.rows(row..<row + 1).difference(to: map(x.rows(row..<row + 1))) < 1e-5)
      }
    }
  }

  /// So do products with the first factor transposed, added to what is there, and backward rules.
  @Test func backward() {
    var random = RandomNumbers()
    let (a, b) = (random.tensor([400, 40]), random.tensor([400, 520]))
    let ones = Tensor(shape: [40, 520], values: [Float](repeating: 1, count: 40 * 520))
    func product(_ rows: Range<Int>) -> Tensor {
      var sum = ones.rows(rows)
      sum.update { out in
        guard let out = out.baseAddress else { return }
        MatrixProduct.addOfTransposed(a.columns(rows), b.matrix, to: out, stride: 520)
      }
      return sum
    }
    let all = product(0..<40)
    for row in [0, 17, 39] {
      #expect(all.rows(row..<row + 1).difference(to: product(row..<row + 1)) < 1e-5)
    }
    let dY = random.tensor([40, 520])
    for layout in [WeightMatrix.Layout.inputOutput, .outputInput] {
      let weight = random.tensor(layout == .inputOutput ? [400, 520] : [520, 400])
      let map = Linear(WeightMatrix(weight, layout: layout))
      #expect(map.backward(dY).rows(17..<18).difference(to: map.backward(dY.rows(17..<18))) < 1e-5)
    }
  }
}

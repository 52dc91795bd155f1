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
}

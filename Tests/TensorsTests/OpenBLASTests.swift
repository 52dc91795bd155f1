import Testing

@testable import Tensors

@Suite struct OpenBLASTests {
  /// Few rows never go to the library; many do where it is installed.
  @Test func choice() {
    #expect(!OpenBLAS.takes(rows: 1))
    #expect(!OpenBLAS.takes(rows: MatrixProduct.fewRows))
    #expect(OpenBLAS.takes(rows: MatrixProduct.fewRows + 1) == (OpenBLAS.unavailability == nil))
    #expect(OpenBLAS.threads >= 1)
  }
}

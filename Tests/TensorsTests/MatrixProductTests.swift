import Testing

@testable import Tensors

@Suite struct MatrixProductTests {
  /// Products agree with the definition to 2e-6·√K at every number of rows, with less than a block of them
  /// and more, and for widths that fill no vector.
  @Test(
    arguments: [0, 1, 2, 3, 4, 5, 8, 15, 16, 17, 40],
    [(1, 1), (7, 5), (33, 8), (64, 48), (70, 401), (130, 3), (0, 4)])
  func nearDefinition(_ rows: Int, _ extents: (inner: Int, columns: Int)) {
    var random = RandomNumbers(seed: UInt64(rows + 1))
    let a = random.tensor([rows, extents.inner])
    let b = random.tensor([extents.inner, extents.columns])
    let c = random.tensor([extents.columns, extents.inner])
    let tolerance = 2e-6 * Float(max(1, extents.inner)).squareRoot()
    let plain = ReferenceKernels.product(a, b, transposed: false)
    let transposed = ReferenceKernels.product(a, c, transposed: true)
    #expect(a.multiplied(by: b).difference(to: plain) < tolerance)
    #expect(a.multiplied(by: c, transposed: true).difference(to: transposed) < tolerance)
  }

  /// Products with the first factor transposed are added to what is there, within the same tolerance.
  @Test(arguments: [0, 1, 3, 16, 17, 40], [(1, 1), (7, 5), (33, 8), (130, 70), (0, 4)])
  func addedOfTransposed(_ rows: Int, _ extents: (inner: Int, columns: Int)) {
    var random = RandomNumbers(seed: UInt64(rows + 1))
    let a = random.tensor([extents.inner, rows])
    let b = random.tensor([extents.inner, extents.columns])
    let before = random.tensor([rows, extents.columns])
    var found = before
    found.update { out in
      if let out = out.baseAddress {
        MatrixProduct.addOfTransposed(a.matrix, b.matrix, to: out, stride: extents.columns)
      }
    }
    let turned = ReferenceMatrix(a)
    let product = ReferenceKernels.product(
      ReferenceMatrix(rows: rows, columns: extents.inner) { turned[$1, $0] }.tensor, b, transposed: false)
    let tolerance = 2e-6 * Float(max(1, extents.inner)).squareRoot()
    #expect(found.difference(to: product + before) < tolerance)
  }

  /// A linear map adds its bias in both layouts.
  @Test(arguments: [1, 3, 16, 17, 33]) func linear(_ rows: Int) {
    var random = RandomNumbers()
    let x = random.tensor([rows, 37])
    let (weight, bias) = (random.tensor([37, 29]), random.tensor([29]))
    let other = random.tensor([29, 37])
    for (map, product) in [
      (Linear(WeightMatrix(weight, layout: .inputOutput), bias: bias), x.multiplied(by: weight)),
      (
        Linear(WeightMatrix(other, layout: .outputInput), bias: bias),
        x.multiplied(by: other, transposed: true)
      ),
    ] {
      let expected = Tensor(
        shape: product.shape, values: product.values.enumerated().map { $1 + bias[$0 % 29] })
      #expect(map(x).difference(to: expected) < 2e-6)
    }
  }

  /// What cores share of a large weight has the bits of what one core reads alone.
  @Test(arguments: [1, 3, 8, 16], [WeightMatrix.Layout.outputInput, .inputOutput])
  func shared(_ rows: Int, _ layout: WeightMatrix.Layout) {
    var random = RandomNumbers()
    let (inner, columns) = (700, 1000)
    let x = random.tensor([rows, inner])
    let weight = random.tensor(layout == .outputInput ? [columns, inner] : [inner, columns])
    let bias = random.tensor([columns])
    let whole = Linear(WeightMatrix(weight, layout: layout), bias: bias)(x)
    for part in [0..<480, 480..<columns] {
      let some = layout == .outputInput ? weight.rows(part) : weight.columns(part).dense
      let alone = Linear(WeightMatrix(some, layout: layout), bias: bias.rows(part))(x)
      #expect(whole.columns(part).dense == alone)
    }
  }

  /// Some columns of a matrix multiply as the copied columns do.
  @Test(arguments: [2, 20]) func views(_ rows: Int) {
    var random = RandomNumbers()
    let wide = random.tensor([rows, 30])
    let second = random.tensor([rows, 30])
    let out = Tensor(
      shape: [rows, rows],
      writing: {
        MatrixProduct.write(
          wide.columns(10..<20), second.columns(20..<30), transposingSecond: true, scale: 0.5, to: $0,
          stride: rows)
      })
    let expected = ReferenceKernels.product(
      wide.columns(10..<20).dense, second.columns(20..<30).dense, transposed: true)
    #expect(out.difference(to: Tensor(shape: expected.shape, values: expected.values.map { $0 / 2 })) < 2e-6)
  }

  /// NaN and infinity in an input reach the output; 0 times NaN is not passed over.
  @Test(arguments: [1, 17]) func notFinite(_ rows: Int) {
    let a = Tensor(shape: [rows, 8], values: [Float](repeating: 0, count: rows * 8))
    let b = Tensor(shape: [8, 3], values: [Float](repeating: .nan, count: 24))
    #expect(a.multiplied(by: b).values.allSatisfy { $0.isNaN })
  }
}

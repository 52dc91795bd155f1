import CKernels
import Testing

@testable import Tensors

/// Products with many rows.
@Suite struct LargeProductTests {
  /// Extents at and about what tiles, panels and blocks of the cache hold.
  static let shapes: [(rows: Int, inner: Int, columns: Int)] = [
    (17, 1, 1), (17, 7, 5), (18, 16, 48), (48, 256, 96), (49, 257, 47), (50, 300, 100), (97, 513, 241),
    (350, 3000, 20), (1100, 1024, 33),
  ]

  private struct Case {
    let x: Tensor, weight: Tensor, bias: Tensor
    var threads = 1
    var tiling = CK_BEST

    /// `scale · x · weight + bias`, of some rows, with what stands before each result kept apart from it.
    func product(transposed: Bool, scale: Float = 1, rows: Range<Int>) -> Tensor {
      let columns = weight.shape[transposed ? 0 : 1]
      let part = x.rows(rows)
      return Tensor(shape: [rows.count, columns]) { out in
        part.withUnsafeElements { x in
          weight.withUnsafeElements { weight in
            bias.withUnsafeElements { bias in
              var product = ck_matrix_product(
                x: x.baseAddress, rows: rows.count, x_stride: part.shape[1], w: weight.baseAddress,
                format: CK_F32, transposed: transposed ? 1 : 0, columns: columns,
                w_stride: self.weight.shape[1], inner: part.shape[1], scale: scale, bias: bias.baseAddress,
                adds: 0, out: out, out_stride: columns, tiling: tiling)
              let scratch = TensorStorage(count: ck_matrix_scratch(&product, threads))
              ck_multiply_matrices(&product, scratch.writableElements?.baseAddress, threads)
            }
          }
        }
      }
    }
  }

  private func example(_ shape: (rows: Int, inner: Int, columns: Int), transposed: Bool) -> Case {
    var random = RandomNumbers()
    return Case(
      x: random.tensor([shape.rows, shape.inner]),
      weight: random.tensor(transposed ? [shape.columns, shape.inner] : [shape.inner, shape.columns]),
      bias: random.tensor([shape.columns]))
  }

  /// Each element is that of double precision, but for rounding.
  @Test(arguments: shapes, [true, false]) func numbers(
    _ shape: (rows: Int, inner: Int, columns: Int), _ transposed: Bool
  ) {
    let example = example(shape, transposed: transposed)
    let found = example.product(transposed: transposed, scale: transposed ? 0.3 : 1, rows: 0..<shape.rows)
    for row in [0, 1, shape.rows / 2, shape.rows - 1] {
      for column in Set([0, 1, shape.columns / 2, shape.columns - 1]) where column < shape.columns {
        let sum = (0..<shape.inner).reduce(0.0) { sum, k in
          let place = transposed ? column * shape.inner + k : k * shape.columns + column
          return sum + Double(example.x[flat: row * shape.inner + k]) * Double(example.weight[flat: place])
        }
        let expected = (transposed ? Double(Float(0.3)) : 1) * sum + Double(example.bias[flat: column])
        let size = Double(shape.inner).squareRoot()
        #expect(abs(Double(found[flat: row * shape.columns + column]) - expected) <= 1e-6 * size + 1e-6)
      }
    }
  }

  /// The bits of a row depend neither on the other rows, nor on threads, nor on which of the processors with fused products
  /// computes.
  @Test(arguments: shapes, [true, false]) func bits(
    _ shape: (rows: Int, inner: Int, columns: Int), _ transposed: Bool
  ) {
    var example = example(shape, transposed: transposed)
    let all = example.product(transposed: transposed, rows: 0..<shape.rows)
    let some = max(0, shape.rows - 30)..<shape.rows
    #expect(example.product(transposed: transposed, rows: some) == all.rows(some))
    for threads in [2, 3, 7] {
      example.threads = threads
      #expect(example.product(transposed: transposed, rows: 0..<shape.rows) == all)
    }
    example.tiling = CK_FUSED
    #expect(example.product(transposed: transposed, rows: 0..<shape.rows) == all)
    example.tiling = CK_ANY
    #expect(example.product(transposed: transposed, rows: 0..<shape.rows).difference(to: all) < 1e-4)
  }

  /// Many rows give what they give one by one, but for rounding; also backwards, and added to what is there.
  @Test(arguments: [WeightMatrix.Layout.inputOutput, .outputInput])
  func agreement(_ layout: WeightMatrix.Layout) {
    var random = RandomNumbers()
    let weight = random.tensor(layout == .inputOutput ? [400, 520] : [520, 400])
    let (x, dY, bias) = (random.tensor([40, 400]), random.tensor([40, 520]), random.tensor([520]))
    let map = Linear(WeightMatrix(weight, layout: layout), bias: bias)
    let (all, back) = (map(x), map.backward(dY))
    for row in [0, 17, 39] {
      #expect(all.rows(row..<row + 1).difference(to: map(x.rows(row..<row + 1))) < 1e-5)
      #expect(back.rows(row..<row + 1).difference(to: map.backward(dY.rows(row..<row + 1))) < 1e-5)
    }
  }

  /// So do products with the first factor transposed.
  @Test func sums() {
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
  }
}

import Glibc
import Testing

@testable import Tensors

@Suite struct ArithmeticTests {
  /// Element-wise operations do what their names say, for counts that fill no vector, and for none.
  ///
  /// Products are rounded once, hence equal; a multiple may be added with one rounding or two.
  @Test(arguments: [0, 1, 7, 8, 9, 33]) func elementwise(_ count: Int) {
    var random = RandomNumbers()
    let (x, y) = (random.tensor([count], scale: 3), random.tensor([count], scale: 3))
    let pairs = zip(x.values, y.values)
    #expect((x * y).values == pairs.map { $0 * $1 })
    var product = x
    product *= y
    #expect(product.values == pairs.map { $0 * $1 })
    var scaled = x
    scaled.scale(by: 0.3)
    #expect(scaled.values == x.values.map { $0 * 0.3 })
    var sum = x
    sum.add(y, times: -0.7)
    #expect(sum.difference(to: Tensor(shape: [count], values: pairs.map { $0 - 0.7 * $1 })) < 3e-7)
  }

  /// A tensor may be its own operand; copies of it stay as they were.
  @Test func aliases() {
    let x = Tensor(shape: [2, 2], values: [1, 2, 3, 4])
    var (squares, double) = (x, x)
    squares *= squares
    double.add(double, times: 1)
    #expect(squares.values == [1, 4, 9, 16] && double.values == [2, 4, 6, 8])
    var slice = x.slice(0)
    slice.add(x.slice(1), times: 2)
    #expect(slice.values == [7, 10] && x.values == [1, 2, 3, 4])
  }

  /// Capped values are within 6e-7 of the definition, relative to 1 + |y|; infinities become the cap, NaN stays.
  @Test func softcap() {
    var found = Tensor(shape: [401], values: (-200...200).map { Float($0) / 2 })
    let expected = found.values.map { Float(30 * tanh(Double($0) / 30)) }
    found.softcap(30)
    #expect(found.difference(to: Tensor(shape: [401], values: expected)) < 6e-7)
    var extremes = Tensor(shape: [3], values: [-.infinity, .infinity, .nan])
    extremes.softcap(30)
    #expect(extremes[0] == -30 && extremes[1] == 30 && extremes[2].isNaN)
  }

  /// Rows go back to where they were taken from, those for one place summed up, and columns likewise.
  @Test func scattering() {
    let rows = Tensor(shape: [3, 2], values: [1, 2, 10, 20, 100, 200])
    #expect(Tensor.scattering(rows, to: [2, 0, 2], of: 4).values == [10, 20, 0, 0, 101, 202, 0, 0])
    #expect(Tensor.scattering(rows.rows(0..<0), to: [], of: 1).values == [0, 0])
    var sum = Tensor(shape: [3, 3], values: [Float](repeating: 1, count: 9))
    sum.add(rows, toColumns: 1..<3)
    #expect(sum.values == [1, 2, 3, 1, 11, 21, 1, 101, 201])
  }
}

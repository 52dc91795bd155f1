import Tensors

@testable import Factorization

/// The iteration as it is written down, in double precision and without any trick.
struct ReferenceFactorization {
  let rows: Int
  let columns: Int
  let components: Int
  let x: [Double]
  var w: [Double]
  var h: [Double]

  init(_ matrix: Tensor, _ initial: InitialFactors, components: Int) {
    rows = matrix.shape[0]
    columns = matrix.shape[1]
    self.components = components
    x = matrix.values.map { max(0, Double($0)) }
    w = initial.w.map(Double.init)
    h = initial.h.map(Double.init)
  }

  /// One round; returns Σ |projected gradient|.
  mutating func iterate() -> Double {
    let k = components
    // Both halves work on a matrix with the components innermost.
    var turned = (0..<columns * k).map { h[$0 % k * columns + $0 / k] }
    var violation = descend(&w, against: turned, rows, columns) { x[$0 * columns + $1] }
    violation += descend(&turned, against: w, columns, rows) { x[$1 * columns + $0] }
    h = (0..<columns * k).map { turned[$0 % columns * k + $0 / columns] }
    return violation
  }

  private func descend(
    _ a: inout [Double], against b: [Double], _ count: Int, _ inner: Int, element: (Int, Int) -> Double
  ) -> Double {
    let k = components
    var gram = [Double](repeating: 0, count: k * k)
    for i in 0..<inner {
      for t in 0..<k { for r in 0..<k { gram[t * k + r] += b[i * k + t] * b[i * k + r] } }
    }
    var violation = 0.0
    for i in 0..<count {
      var product = [Double](repeating: 0, count: k)
      for j in 0..<inner {
        let value = element(i, j)
        if value > 0 { for t in 0..<k { product[t] += value * b[j * k + t] } }
      }
      for t in 0..<k {
        var gradient = -product[t]
        for r in 0..<k { gradient += gram[t * k + r] * a[i * k + r] }
        violation += abs(a[i * k + t] == 0 ? min(0, gradient) : gradient)
        if gram[t * k + t] != 0 { a[i * k + t] = max(0, a[i * k + t] - gradient / gram[t * k + t]) }
      }
    }
    return violation
  }

  /// ‖max(X, 0) − W·H‖.
  static func error(_ matrix: Tensor, _ w: Tensor, _ h: Tensor) -> Double {
    let columns = matrix.shape[1], k = h.shape[0]
    let x = matrix.values, w = w.values, h = h.values
    var sum = 0.0
    for row in 0..<matrix.shape[0] {
      for column in 0..<columns {
        var rest = Double(max(0, x[row * columns + column]))
        for t in 0..<k { rest -= Double(w[row * k + t]) * Double(h[t * columns + column]) }
        sum += rest * rest
      }
    }
    return sum.squareRoot()
  }
}

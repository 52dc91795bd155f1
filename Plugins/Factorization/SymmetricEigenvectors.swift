/// The eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi's rotations.
struct SymmetricEigenvectors {
  /// Greatest first.
  let values: [Double]
  /// The vectors in the columns, in the order of the values; `[order, order]`, row-major.
  let vectors: [Double]

  /// - Complexity: O(order³) a sweep, about eight sweeps.
  init(of matrix: [Double], order: Int) {
    precondition(matrix.count == order * order)
    var a = matrix
    var v = (0..<order * order).map { $0 / order == $0 % order ? 1.0 : 0.0 }
    for _ in 0..<64 {
      var rest = 0.0, whole = 0.0
      for index in a.indices {
        whole += a[index] * a[index]
        if index / order != index % order { rest += a[index] * a[index] }
      }
      // Written so that NaN ends it too.
      guard rest > 1e-30 * whole else { break }
      for p in 0..<order {
        for q in p + 1..<max(order, p + 1) { Self.rotate(&a, &v, p, q, order) }
      }
    }
    let ranking = (0..<order).sorted { (a[$1 * order + $1], $0) < (a[$0 * order + $0], $1) }
    values = ranking.map { a[$0 * order + $0] }
    let turned = v
    vectors = (0..<order).flatMap { row in ranking.map { turned[row * order + $0] } }
  }

  /// The rotation in the plane of p and q that makes element (p, q) 0 (Golub & Van Loan, 8.5.2).
  private static func rotate(_ a: inout [Double], _ v: inout [Double], _ p: Int, _ q: Int, _ order: Int) {
    let off = a[p * order + q]
    guard off != 0 else { return }
    let ratio = (a[q * order + q] - a[p * order + p]) / (2 * off)
    let tangent = (ratio < 0 ? -1.0 : 1.0) / (abs(ratio) + (1 + ratio * ratio).squareRoot())
    let cosine = 1 / (1 + tangent * tangent).squareRoot(), sine = tangent * cosine
    for i in 0..<order {
      let ip = a[i * order + p], iq = a[i * order + q]
      a[i * order + p] = cosine * ip - sine * iq
      a[i * order + q] = sine * ip + cosine * iq
    }
    for i in 0..<order {
      let pi = a[p * order + i], qi = a[q * order + i]
      a[p * order + i] = cosine * pi - sine * qi
      a[q * order + i] = sine * pi + cosine * qi
    }
    for i in 0..<order {
      let ip = v[i * order + p], iq = v[i * order + q]
      v[i * order + p] = cosine * ip - sine * iq
      v[i * order + q] = sine * ip + cosine * iq
    }
  }
}

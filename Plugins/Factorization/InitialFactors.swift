/// Where an iteration begins: W `[rows, components]` and H `[components, columns]`, both row-major.
struct InitialFactors {
  var w: [Float]
  var h: [Float]
}

extension InitialFactors {
  /// Absolute values of normal numbers, scaled so that W·H has the mean of X; `sum` is Σ X.
  ///
  /// H is drawn first, row by row, its columns in the order of the stream, then W; numbers are rounded to
  /// single precision before they are scaled.
  static func random(
    _ matrix: ActivationMatrix, sum: Double, options: NonnegativeFactorization.Options
  ) -> InitialFactors {
    guard case .random(let seed) = options.initialisation else { return InitialFactors(w: [], h: []) }
    let components = options.components
    let mean = Float(sum) / Float(matrix.rows.count * matrix.columns)
    let scale = (mean / Float(components)).squareRoot()
    var stream = NormalStream(seed: seed)
    var h = [Float](repeating: 0, count: components * matrix.columns)
    let order = matrix.streamOrder.map(matrix.columns(of:))
    for component in 0..<components {
      for columns in order {
        for column in columns { h[component * matrix.columns + column] = abs(scale * Float(stream.next())) }
      }
    }
    let w = (0..<matrix.rows.count * components).map { _ in abs(scale * Float(stream.next())) }
    return InitialFactors(w: w, h: h)
  }
}

extension SingularVectors {
  /// Non-negative factors from the singular vectors: of each pair the positive or the negative parts,
  /// whichever have the greater product of lengths; values below 10⁻⁶ become 0.
  ///
  /// The common sign of a pair does not matter here, so none is chosen.
  var initialFactors: InitialFactors {
    let width = values.count
    var w = [Float](repeating: 0, count: left.count)
    var h = [Float](repeating: 0, count: right.count)
    let columns = right.count / width
    for factor in 0..<width {
      let u = stride(from: factor, to: left.count, by: width).map { left[$0] }
      let v = right[factor * columns..<(factor + 1) * columns].map(Double.init)
      // The first pair belongs to a non-negative matrix's greatest singular value: its signs all agree.
      let part = factor == 0 ? Part(u.map(abs), v.map(abs), 1, 1) : Self.greaterPart(u, v)
      guard part.mass > 0 else { continue }
      let scale = (values[factor] * part.mass).squareRoot()
      for (row, value) in part.u.enumerated() {
        w[row * width + factor] = Self.kept(scale * value / part.lengthOfU)
      }
      for (column, value) in part.v.enumerated() {
        h[factor * columns + column] = Self.kept(scale * value / part.lengthOfV)
      }
    }
    return InitialFactors(w: w, h: h)
  }

  private struct Part {
    let u: [Double], v: [Double]
    let lengthOfU: Double, lengthOfV: Double
    var mass: Double { lengthOfU * lengthOfV }

    init(_ u: [Double], _ v: [Double], _ lengthOfU: Double, _ lengthOfV: Double) {
      self.u = u
      self.v = v
      self.lengthOfU = lengthOfU
      self.lengthOfV = lengthOfV
    }

    /// The positive parts of `sign` times both.
    init(_ u: [Double], _ v: [Double], sign: Double) {
      let u = u.map { max(0, sign * $0) }, v = v.map { max(0, sign * $0) }
      func length(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 }.squareRoot() }
      self.init(u, v, length(u), length(v))
    }
  }

  private static func greaterPart(_ u: [Double], _ v: [Double]) -> Part {
    let positive = Part(u, v, sign: 1), negative = Part(u, v, sign: -1)
    return positive.mass > negative.mass ? positive : negative
  }

  private static func kept(_ value: Double) -> Float { value < 1e-6 ? 0 : Float(value) }
}

import Glibc

extension ReferenceKernels {
  /// `[R, C]` → `[R, C]`, groups of as many columns as there are gains normalised by themselves: `LayerNorm` where
  /// `isCentered`, else `RMSNorm`.
  ///
  /// - Parameter scales: the input whose variance or mean square divides; nil for `x` itself.
  package static func norm(
    _ x: ReferenceMatrix, gain: [Double], shift: [Double]? = nil, epsilon: Double, isCentered: Bool,
    scales: ReferenceMatrix? = nil
  ) -> ReferenceMatrix {
    let width = gain.count
    func centered(_ x: ReferenceMatrix, _ row: Int, _ group: Int) -> [Double] {
      let part = (0..<width).map { x[row, group * width + $0] }
      let mean = isCentered ? part.reduce(0, +) / Double(width) : 0
      return part.map { $0 - mean }
    }
    var normed = x
    for row in 0..<x.rows {
      for group in 0..<x.columns / width {
        let squares = centered(scales ?? x, row, group).reduce(0) { $0 + $1 * $1 }
        let scale = 1 / (squares / Double(width) + epsilon).squareRoot()
        for (place, value) in centered(x, row, group).enumerated() {
          normed[row, group * width + place] = value * scale * gain[place] + (shift?[place] ?? 0)
        }
      }
    }
    return normed
  }

  /// `[R, H·d]` → `[R, H·d]`; see `Rotary`.
  ///
  /// Angles are exact, not rounded.
  package static func rotated(
    _ x: ReferenceMatrix, by rotary: Rotary, heads: Int, positions: [Int]
  ) -> ReferenceMatrix {
    let (width, pairs) = (x.columns / heads, rotary.frequencies.count)
    return ReferenceMatrix(rows: x.rows, columns: x.columns) { row, column in
      let place = column % width - rotary.first
      guard (0..<2 * pairs).contains(place) else { return x[row, column] }
      let pair = rotary.isInterleaved ? place / 2 : place % pairs
      let isFirst = rotary.isInterleaved ? place % 2 == 0 : place < pairs
      let other = column + (rotary.isInterleaved ? 1 : pairs) * (isFirst ? 1 : -1)
      let angle = Double(positions[row]) * Double(rotary.frequencies[pair])
      return Double(rotary.attentionFactor)
        * (x[row, column] * cos(angle) + x[row, other] * (isFirst ? -sin(angle) : sin(angle)))
    }
  }

  /// Every element kept below `cap`; see `Tensor.softcap`.
  package static func capped(_ x: ReferenceMatrix, _ cap: Double) -> ReferenceMatrix {
    ReferenceMatrix(rows: x.rows, columns: x.columns) { cap * tanh(x[$0, $1] / cap) }
  }

  /// `[T, in]` → `[T, out]`; see `Linear`.
  package static func linear(_ x: ReferenceMatrix, _ map: Linear) -> ReferenceMatrix {
    let weight = ReferenceMatrix(map.weight.numbers.widened)
    let bias = map.bias?.values.map(Double.init)
    return ReferenceMatrix(rows: x.rows, columns: map.weight.outputs) { row, column in
      (0..<x.columns).reduce(bias?[column] ?? 0) {
        $0 + x[row, $1]
          * (map.weight.layout == .inputOutput ? weight[$1, column] : weight[column, $1])
      }
    }
  }
}

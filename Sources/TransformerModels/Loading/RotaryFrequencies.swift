import Glibc

/// What pairs of dimensions turn by, from θ: θ^(−2i/r), i < r/2.
struct RotaryFrequencies {
  let theta: Double
  /// r, the dimensions of a head that are turned.
  let size: Int

  /// `[r/2]`.
  var plain: [Float] { with(theta: theta) }

  /// The same of another θ.
  func with(theta: Double) -> [Float] {
    (0..<size / 2).map { 1 / powf(Float(theta), Float(2 * $0) / Float(size)) }
  }
}

import Glibc

/// Normal numbers, bit for bit those of NumPy's `RandomState(seed).standard_normal`.
///
/// Marsaglia's polar method on 53-bit uniform numbers; each accepted pair gives two, the second coordinate
/// first.
struct NormalStream {
  private var twister: MersenneTwister
  private var kept: Double?

  init(seed: UInt32) { twister = MersenneTwister(seed: seed) }

  mutating func next() -> Double {
    if let number = kept {
      kept = nil
      return number
    }
    while true {
      let x = 2 * uniform() - 1, y = 2 * uniform() - 1
      let square = x * x + y * y
      guard square < 1, square != 0 else { continue }
      let factor = (-2 * log(square) / square).squareRoot()
      kept = factor * x
      return factor * y
    }
  }

  /// A multiple of 2⁻⁵³ in [0, 1).
  private mutating func uniform() -> Double {
    let high = Double(twister.next() >> 5), low = Double(twister.next() >> 6)
    return (high * 67_108_864 + low) / 9_007_199_254_740_992
  }
}

import Tensors

@testable import Factorization

/// Matrices that look random and are the same in every run.
struct RandomMatrix {
  private var twister: MersenneTwister

  init(seed: UInt32) { twister = MersenneTwister(seed: seed) }

  /// A number from 0 to 1.
  mutating func number() -> Float { Float(twister.next() >> 8) / Float(1 << 24) }

  /// Numbers from 0 to 1.
  mutating func matrix(_ rows: Int, _ columns: Int) -> Tensor {
    Tensor(shape: [rows, columns], values: (0..<rows * columns).map { _ in number() })
  }

  /// Numbers from −1 to 1; of the columns in turn none, few, half and all are positive.
  mutating func mixture(_ rows: Int, _ columns: Int) -> Tensor {
    let shares: [Float] = [0.5, 0.1, 1, 0, 0.8, 0.05, 0.3]
    return Tensor(
      shape: [rows, columns],
      values: (0..<rows * columns).map { index in
        let value = 0.01 + 0.99 * number()
        return number() < shares[index % columns % shares.count] ? value : -value
      })
  }
}

import Tensors

/// Numbers that look random and are the same in every run.
struct RandomNumbers {
  private var state: UInt64

  init(seed: UInt64 = 1) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  /// The next number, evenly from −1 to 1.
  mutating func next() -> Float {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Float(Int64(bitPattern: state) >> 40) / Float(1 << 23)
  }

  mutating func tensor(_ shape: [Int], scale: Float = 1) -> Tensor {
    Tensor(shape: shape, values: (0..<shape.reduce(1, *)).map { _ in scale * next() })
  }
}

extension Tensor {
  /// The largest difference to `other` relative to `1 + |other|`, infinite where shapes or NaN differ.
  func difference(to other: Tensor) -> Float {
    guard shape == other.shape else { return .infinity }
    return zip(values, other.values).reduce(0) { largest, pair in
      if pair.0 == pair.1 || pair.0.isNaN && pair.1.isNaN { return largest }
      let difference = abs(pair.0 - pair.1) / (1 + abs(pair.1))
      return difference.isNaN ? .infinity : max(largest, difference)
    }
  }
}

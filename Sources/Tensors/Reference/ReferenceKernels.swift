import Glibc

/// The kernels once more, as plainly as they can be written and in double precision.
///
/// The fast ones are tested against them; nothing else uses them.
package enum ReferenceKernels {
  /// `[T, C]` → `[T, C]`; see `LayerNorm`.
  package static func layerNorm(_ x: Tensor, weight: Tensor, bias: Tensor, epsilon: Float) -> Tensor {
    let (T, C) = (x.shape[0], x.shape[1])
    let (gain, shift) = (weight.values, bias.values)
    var values: [Float] = []
    for t in 0..<T {
      let row = x.slice(t).values.map(Double.init)
      let mean = row.reduce(0, +) / Double(C)
      let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(C)
      let scale = 1 / (variance + Double(epsilon)).squareRoot()
      values += (0..<C).map { Float((row[$0] - mean) * scale * Double(gain[$0]) + Double(shift[$0])) }
    }
    return Tensor(shape: x.shape, values: values)
  }

  /// `[T, S]` → `[T, S]`; see `Tensor.softmax(mask:)`.
  package static func softmax(_ x: Tensor, mask: AttentionMask) -> Tensor {
    let (T, S) = (x.shape[0], x.shape[1])
    var values: [Float] = []
    for t in 0..<T {
      let live = min(S, mask.visible(keys: S) + t)
      let row = x.slice(t).values.prefix(live).map(Double.init)
      let top = row.contains(where: \.isNaN) ? .nan : row.max() ?? 0
      let powers = row.map { exp($0 - top) }
      let total = powers.reduce(0, +)
      values += powers.map { Float($0 / total) } + [Float](repeating: 0, count: S - live)
    }
    return Tensor(shape: x.shape, values: values)
  }

  /// log Σ exp(x).
  package static func logSumExp(_ x: Tensor) -> Double {
    let values = x.values.map(Double.init)
    guard let top = values.max() else { return -.infinity }
    return top.isInfinite ? top : top + log(values.reduce(0) { $0 + exp($1 - top) })
  }

  /// One value of an activation function.
  package static func activation(_ function: Activation, _ value: Float) -> Float {
    Float(activation(function, Double(value)))
  }

  /// One value of an activation function, not rounded.
  package static func activation(_ function: Activation, _ x: Double) -> Double {
    switch function {
    case .gelu: return 0.5 * x * (1 + erf(x / 2.0.squareRoot()))
    case .geluNew, .geluTanh, .geluFast:
      return 0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
    case .geluQuick: return x / (1 + exp(-1.702 * x))
    case .relu: return x < 0 ? 0 : x
    case .reluSquared: return x < 0 ? 0 : x * x
    case .silu, .swish: return x / (1 + exp(-x))
    case .tanh: return tanh(x)
    case .sigmoid: return 1 / (1 + exp(-x))
    case .linear: return x
    }
  }

  /// `[M, K]` × `[K, N]`, or × `[N, K]` with `transposed`, → `[M, N]`.
  package static func product(_ a: Tensor, _ b: Tensor, transposed: Bool) -> Tensor {
    let (M, K, N) = (a.shape[0], a.shape[1], b.shape[transposed ? 0 : 1])
    let (x, y) = (a.values, b.values)
    var values: [Float] = []
    for m in 0..<M {
      for n in 0..<N {
        var sum = 0.0
        for k in 0..<K { sum += Double(x[m * K + k]) * Double(y[transposed ? n * K + k : k * N + n]) }
        values.append(Float(sum))
      }
    }
    return Tensor(shape: [M, N], values: values)
  }

  /// The value of IEEE binary16 bits, from the definition.
  package static func half(_ bits: UInt16) -> Float {
    let exponent = Int(bits >> 10 & 31)
    let fraction = Double(bits & 1023) / 1024
    let magnitude: Double
    switch exponent {
    case 0: magnitude = fraction * 0x1p-14
    case 31: magnitude = fraction == 0 ? .infinity : .nan
    default: magnitude = (1 + fraction) * pow(2, Double(exponent - 15))
    }
    return Float(bits >> 15 == 1 ? -magnitude : magnitude)
  }

  /// The place of element `index`, from 1: by sorting all of them.
  package static func rank(of index: Int, in x: Tensor) -> Int {
    let values = x.values
    let order = values.indices.sorted { (values[$1], $0) < (values[$0], $1) }
    return (order.firstIndex(of: index) ?? -1) + 1
  }
}

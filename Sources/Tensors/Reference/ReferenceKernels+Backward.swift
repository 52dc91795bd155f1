import Glibc

extension ReferenceKernels {
  /// The gradient of `Σ weights · function(x)` with respect to `x`, by central differences, in double precision.
  ///
  /// With steps of 1e-5 it is right to about 1e-9 for functions whose third derivative is of order 1: that of
  /// the step squared, and of the rounding of the sum divided by the step.
  ///
  /// - Complexity: two evaluations of the function for each element of `x`.
  package static func gradient(
    at x: ReferenceMatrix, weights: ReferenceMatrix, of function: (ReferenceMatrix) -> ReferenceMatrix
  ) -> ReferenceMatrix {
    let step = 1e-5
    return ReferenceMatrix(rows: x.rows, columns: x.columns) { row, column in
      var direction = ReferenceMatrix(rows: x.rows, columns: x.columns)
      direction[row, column] = 1
      return slope(at: x, along: direction, step: step, weights: weights, of: function)
    }
  }

  /// What `Σ weights · function(x)` gains as `x` moves along `direction`, by a central difference.
  package static func slope(
    at x: ReferenceMatrix, along direction: ReferenceMatrix, step: Double = 1e-5, weights: ReferenceMatrix,
    of function: (ReferenceMatrix) -> ReferenceMatrix
  ) -> Double {
    func value(_ step: Double) -> Double {
      var moved = x
      for index in moved.values.indices { moved.values[index] += step * direction.values[index] }
      return zip(function(moved).values, weights.values).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return (value(step) - value(-step)) / (2 * step)
  }

  /// The derivative of an activation function, by the rules of calculus.
  package static func slope(of function: Activation, at x: Double) -> Double {
    switch function {
    case .gelu:
      return 0.5 * (1 + erf(x / 2.0.squareRoot())) + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot()
    case .geluNew, .geluTanh, .geluFast:
      let c = (2 / Double.pi).squareRoot()
      let t = tanh(c * (x + 0.044715 * x * x * x))
      return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * c * (1 + 3 * 0.044715 * x * x)
    case .geluQuick: return sigmoid(1.702 * x) * (1 + 1.702 * x * sigmoid(-1.702 * x))
    case .relu: return x > 0 ? 1 : 0
    case .reluSquared: return x > 0 ? 2 * x : 0
    case .silu, .swish: return sigmoid(x) * (1 + x * sigmoid(-x))
    case .tanh: return 1 - tanh(x) * tanh(x)
    case .sigmoid: return sigmoid(x) * sigmoid(-x)
    case .linear: return 1
    }
  }

  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}

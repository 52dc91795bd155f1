import Testing

@testable import Tensors

@Suite struct ActivationTests {
  /// Every function is within 6e-7 of its definition, relative to 1 + |y|, over [−30, 30] in steps of 1/32.
  @Test(arguments: Activation.allCases) func nearDefinition(_ function: Activation) {
    let x = Tensor(shape: [1921], values: (-960...960).map { Float($0) / 32 })
    let expected = Tensor(shape: x.shape, values: x.values.map { ReferenceKernels.activation(function, $0) })
    #expect(x.applying(function).difference(to: expected) < 6e-7)
  }

  /// Counts that are no multiple of a vector, and none at all, are right to the last element.
  @Test(arguments: Activation.allCases, [0, 1, 3, 7, 8, 9, 31, 33]) func counts(
    _ function: Activation, _ count: Int
  ) {
    var random = RandomNumbers()
    let x = random.tensor([count], scale: 4)
    let expected = Tensor(shape: x.shape, values: x.values.map { ReferenceKernels.activation(function, $0) })
    #expect(x.applying(function).difference(to: expected) < 6e-7)
  }

  /// Far out the functions are at their limits, and NaN stays NaN.
  @Test(arguments: Activation.allCases) func extremes(_ function: Activation) {
    let values = Tensor(shape: [5], values: [-1e30, 1e30, .infinity, -0.0, .nan]).applying(function).values
    let isBounded = function == .tanh || function == .sigmoid
    let low: [Activation: Float] = [.tanh: -1, .linear: -1e30]
    #expect(values[0] == low[function] ?? 0)
    // (A square of it is more than 32 bits hold.)
    #expect(values[1] == (isBounded ? 1 : function == .reluSquared ? .infinity : 1e30))
    #expect(values[2] == (isBounded ? 1 : .infinity))
    #expect(values[3] == (function == .sigmoid ? 0.5 : 0))
    #expect(values[4].isNaN)
  }

  /// tanh is accurate relative to itself near 0, where 1 − e^−2x would cancel.
  @Test func tanhNearZero() {
    for exponent in -20...0 {
      let x = Float(sign: .plus, exponent: exponent, significand: 1.3)
      let expected = ReferenceKernels.activation(.tanh, x)
      #expect(abs(Tensor(shape: [1], values: [x]).applying(.tanh)[0] / expected - 1) < 3e-7)
    }
  }

  /// Hugging Face's names are known, and others are not.
  @Test func names() {
    #expect(Activation(named: "gelu_new") == .geluNew)
    #expect(Activation(named: "gelu_python") == .gelu)
    #expect(Activation(named: "gelu_10") == nil)
  }
}

import Testing

@testable import Tensors

/// Backward rules agree with central differences of the definitions in double precision, which are right to 1e-8 here:
/// what is tolerated is the rounding of the rules themselves, some units of 6e-8 of the terms they add up.
@Suite struct BackwardTests {
  private func matrix(_ x: Tensor) -> ReferenceMatrix { ReferenceMatrix(x) }

  /// Layer norms, their scale frozen and not, to 3e-6, relative to 1 + the gradient.
  ///
  /// No rows, odd widths and many rows are included. At one column the gradient is what rounding leaves of 0.
  @Test(
    arguments: [(0, 5), (1, 1), (1, 2), (3, 7), (17, 13), (1, 130)], [false, true])
  func layerNorm(_ shape: (rows: Int, columns: Int), _ isFrozen: Bool) {
    var random = RandomNumbers()
    let x = random.tensor([shape.rows, shape.columns], scale: 3)
    let dY = random.tensor(x.shape)
    let norm = LayerNorm(
      weight: random.tensor([shape.columns]), bias: random.tensor([shape.columns]), epsilon: 0.1)
    let expected = ReferenceKernels.gradient(at: matrix(x), weights: matrix(dY)) {
      ReferenceKernels.norm(
        $0, gain: norm.weight.values.map(Double.init), epsilon: Double(norm.epsilon), isCentered: true,
        scales: isFrozen ? matrix(x) : nil)
    }
    #expect(norm.backward(dY, input: x, isScaleFrozen: isFrozen).difference(to: expected.tensor) < 3e-6)
  }

  /// Root-mean-square norms likewise, of whole rows and of heads.
  @Test(
    arguments: [(0, 5, 1), (1, 1, 1), (3, 7, 2), (17, 13, 1), (2, 8, 5)], [false, true])
  func rmsNorm(_ shape: (rows: Int, width: Int, groups: Int), _ isFrozen: Bool) {
    var random = RandomNumbers()
    let x = random.tensor([shape.rows, shape.width * shape.groups], scale: 3)
    let dY = random.tensor(x.shape)
    let norm = RMSNorm(weight: random.tensor([shape.width]), epsilon: 0.1, offset: 1)
    let expected = ReferenceKernels.gradient(at: matrix(x), weights: matrix(dY)) {
      ReferenceKernels.norm(
        $0, gain: norm.weight.values.map { Double($0) + 1 }, epsilon: Double(norm.epsilon), isCentered: false,
        scales: isFrozen ? matrix(x) : nil)
    }
    #expect(norm.backward(dY, input: x, isScaleFrozen: isFrozen).difference(to: expected.tensor) < 3e-6)
  }

  /// A row that a norm cannot normalise has no gradient either.
  @Test func normOverflow() {
    let ones = Tensor(shape: [2], values: [1, 1])
    let (x, dY) = (Tensor(shape: [1, 2], values: [1e25, -1e25]), Tensor(shape: [1, 2], values: [1, 2]))
    for isFrozen in [false, true] {
      let centred = LayerNorm(weight: ones, epsilon: 0).backward(dY, input: x, isScaleFrozen: isFrozen)
      let plain = RMSNorm(weight: ones, epsilon: 0).backward(dY, input: x, isScaleFrozen: isFrozen)
      #expect((centred.values + plain.values).allSatisfy { $0.isNaN })
    }
  }

  /// Slopes of activation functions, over [−30, 30] in steps of 1/32, are within 1e-6 of those by calculus, and those
  /// within 1e-8 of central differences (of ReLU and its square not at 0, where PyTorch's rule is 0).
  @Test(arguments: Activation.allCases) func activations(_ function: Activation) {
    let x = Tensor(shape: [1921], values: (-960...960).map { Float($0) / 32 })
    let ones = Tensor(shape: [1921], values: [Float](repeating: 1, count: 1921))
    let slopes = x.values.map { ReferenceKernels.slope(of: function, at: Double($0)) }
    let expected = Tensor(shape: x.shape, values: slopes.map { Float($0) })
    #expect(function.backward(ones, input: x).difference(to: expected) < 1e-6)
    for (x, slope) in zip(x.values.map(Double.init), slopes)
    where x != 0 || ![.relu, .reluSquared].contains(function) {
      let (up, down) = (
        ReferenceKernels.activation(function, x + 1e-5), ReferenceKernels.activation(function, x - 1e-5)
      )
      #expect(abs((up - down) / 2e-5 - slope) < 1e-8)
    }
  }

  /// Gradients are multiplied with slopes for counts that fill no vector; far out slopes are at their limits, not NaN.
  @Test(arguments: Activation.allCases) func activationCounts(_ function: Activation) {
    for count in [0, 1, 7, 8, 9, 33] {
      var random = RandomNumbers()
      let (x, dY) = (random.tensor([count], scale: 4), random.tensor([count]))
      let expected = zip(x.values, dY.values).map {
        Float(ReferenceKernels.slope(of: function, at: Double($0)) * Double($1))
      }
      let found = function.backward(dY, input: x)
      #expect(found.difference(to: Tensor(shape: [count], values: expected)) < 1e-6)
    }
    let ones = Tensor(shape: [5], values: [1, 1, 1, 1, 1])
    let found = function.backward(
      ones, input: Tensor(shape: [5], values: [-.infinity, -1e30, 1e30, .infinity, 0])
    ).values
    let isBounded = function == .tanh || function == .sigmoid
    let low: Float = function == .linear ? 1 : 0
    let high: [Float] =
      isBounded ? [0, 0] : function == .reluSquared ? [2e30, .infinity] : [1, 1]
    #expect(Array(found.prefix(4)) == [low, low] + high)
    #expect(![.relu, .reluSquared].contains(function) || found[4] == 0)
  }

  /// Softmaxes, to 1e-6, and caps, to 2e-6: of 1 − y² near the cap the digits of 1 are left.
  @Test(arguments: [(0, 3), (1, 1), (3, 5), (17, 11)]) func softmaxAndCap(_ shape: (rows: Int, columns: Int))
  {
    var random = RandomNumbers()
    let x = random.tensor([shape.rows, shape.columns], scale: 4)
    let dY = random.tensor(x.shape)
    let softmax = ReferenceKernels.gradient(at: matrix(x), weights: matrix(dY)) {
      ReferenceKernels.softmax($0, mask: .none, window: nil)
    }
    #expect(Tensor.softmaxBackward(dY, softmax: x.softmaxed).difference(to: softmax.tensor) < 1e-6)
    var capped = x
    capped.softcap(2)
    let cap = ReferenceKernels.gradient(at: matrix(x), weights: matrix(dY)) { x in
      ReferenceKernels.capped(x, 2)
    }
    #expect(Tensor.softcapBackward(dY, capped: capped, cap: 2).difference(to: cap.tensor) < 2e-6)
  }

  /// A linear map's rule is the product with the other transposition, in both layouts and for few rows and many: to
  /// 2e-6·√K of the definition, which central differences confirm.
  @Test(arguments: [0, 1, 3, 16, 17, 40]) func linear(_ rows: Int) {
    var random = RandomNumbers()
    let (dY, x) = (random.tensor([rows, 29]), random.tensor([rows, 13]))
    for layout in [WeightMatrix.Layout.inputOutput, .outputInput] {
      let weight = random.tensor(layout == .inputOutput ? [13, 29] : [29, 13])
      let map = Linear(WeightMatrix(weight, layout: layout), bias: random.tensor([29]))
      let expected = ReferenceKernels.product(dY, weight, transposed: layout == .inputOutput)
      #expect(map.backward(dY).difference(to: expected) < 2e-5)
      guard rows < 4 else { continue }
      let differences = ReferenceKernels.gradient(at: matrix(x), weights: matrix(dY)) {
        ReferenceKernels.linear($0, map)
      }
      #expect(map.backward(dY).difference(to: differences.tensor) < 2e-5)
    }
  }

  /// So it is of a gradient that is 0 but for few elements, of which only the weights are read, down to none: those of the
  /// others may be anything.
  @Test(arguments: [0, 1, 4, 14, 15]) func fewElements(_ count: Int) {
    var random = RandomNumbers()
    var values = [Float](repeating: 0, count: 3 * 300)
    for index in 0..<count { values[index * 61] = random.next() }
    let dY = Tensor(shape: [3, 300], values: values)
    let weight = random.tensor([300, 13])
    let expected = ReferenceKernels.product(dY, weight, transposed: false)
    #expect(Linear(WeightMatrix(weight, layout: .outputInput)).backward(dY).difference(to: expected) < 2e-6)
    var damaged = weight.values
    damaged[299 * 13] = .infinity
    let map = Linear(WeightMatrix(Tensor(shape: [300, 13], values: damaged), layout: .outputInput))
    #expect(map.backward(dY).isFinite() == (count < 15))
  }
}

import Testing

@testable import Tensors

/// Nothing that is not finite is overlooked, swallowed by a kernel, or given a place among numbers.
@Suite struct FinitenessTests {
  static let strange: [Float] = [.nan, -.nan, .signalingNaN, .infinity, -.infinity]

  /// One odd value is found wherever it stands, whatever the length leaves beside whole vector lanes.
  @Test(arguments: [1, 7, 8, 31, 32, 33, 100]) func found(_ count: Int) {
    for index in 0..<count {
      for value in Self.strange {
        var values = [Float](repeating: .greatestFiniteMagnitude, count: count)
        #expect(Tensor(shape: [count], values: values).isFinite())
        values[index] = value
        let tensor = Tensor(shape: [1, count, 1], values: values)
        #expect(!tensor.isFinite())
        let elements = tensor.nonFiniteElements()
        #expect(elements?.count == 1 && elements?.total == count && elements?.first == [0, index, 0])
      }
    }
    #expect(Tensor(shape: [0], values: []).nonFiniteElements() == nil)
  }

  /// Entries that a mask hides are passed over, in every head; those it shows are not.
  @Test func hidden() {
    let row: (Float) -> [Float] = { [$0, -.infinity, -.infinity, 1, 2, -.infinity] }
    let mask = AttentionMask.causal(start: 0)
    let scores = Tensor(shape: [2, 2, 3], values: row(0) + row(1))
    #expect(scores.isFinite(under: mask) && !scores.isFinite())
    let wrong = Tensor(shape: [2, 2, 3], values: row(0) + row(-.infinity)).nonFiniteElements(under: mask)
    #expect(wrong?.first == [1, 0, 0] && wrong?.count == 1)
    #expect(wrong?.words == "1 of 12 values, the first at [1, 0, 0] (-infinity)")
  }

  /// So are those that a window hides, on both sides of the diagonal where nothing else hides later keys.
  @Test func hiddenByWindow() {
    let hidden = -Float.infinity
    let causal = Tensor(shape: [3, 3], values: [1, hidden, hidden, 1, 1, hidden, hidden, 1, 1])
    #expect(causal.isFinite(under: .causal(start: 0), window: 2))
    #expect(!causal.isFinite(under: .causal(start: 0), window: 3) && !causal.isFinite(window: 2))
    let both = Tensor(shape: [3, 3], values: [1, 1, hidden, 1, 1, 1, hidden, 1, 1])
    #expect(both.isFinite(window: 2) && both.nonFiniteElements(window: 3)?.count == 2)
  }

  /// No activation function turns NaN into a number, at any place of a vector.
  @Test(arguments: Activation.allCases) func activations(_ activation: Activation) {
    for index in 0..<17 {
      var values = [Float](repeating: 0.5, count: 17)
      values[index] = .nan
      #expect(Tensor(shape: [17], values: values).applying(activation)[flat: index].isNaN)
    }
  }

  /// A norm of a row whose squares overflow is no number, rather than the bias alone; of a healthy row beside it
  /// it is what it was.
  @Test func normOverflow() {
    let norm = LayerNorm(
      weight: Tensor(shape: [4], values: [1, 1, 1, 1]), bias: Tensor(shape: [4], values: [5, 5, 5, 5]),
      epsilon: 1e-5)
    let healthy: [Float] = [1, -1, 1, -1]
    let both = norm(Tensor(shape: [2, 4], values: [1e25, -1e25, 1e25, -1e25] + healthy))
    #expect(both.slice(0).values.allSatisfy { $0.isNaN })
    #expect(both.slice(1).values == norm(Tensor(shape: [1, 4], values: healthy)).values)
  }

  /// Among scores of which one is NaN there is no rank and no greatest, wherever it stands; infinities have their place.
  @Test(arguments: [1, 2, 7, 8, 9, 15, 33, 40]) func order(_ count: Int) {
    for position in 0..<count {
      var values = (0..<count).map(Float.init)
      values[position] = .nan
      let tensor = Tensor(shape: [count], values: values)
      #expect(tensor.indexOfMaximum == nil)
      for index in [0, position, count - 1] { #expect(tensor.rank(of: index) == nil) }
      values[position] = -.infinity
      #expect(Tensor(shape: [count], values: values).rank(of: position) == count)
    }
  }
}

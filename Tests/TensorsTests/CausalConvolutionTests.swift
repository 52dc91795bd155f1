import Testing

@testable import Tensors

/// Convolutions that read rows before their own.
@Suite struct CausalConvolutionTests {
  private func sum(_ x: ReferenceMatrix, _ convolution: CausalConvolution) -> ReferenceMatrix {
    ReferenceMatrix(rows: x.rows, columns: x.columns) { t, c in
      (0..<convolution.width).reduce(Double(convolution.bias?[flat: c] ?? 0)) { sum, tap in
        let row = t - (convolution.width - 1) + tap
        return row < 0 ? sum : sum + Double(convolution.taps[tap, c]) * x[row, c]
      }
    }
  }

  static let shapes = [(0, 3, 4), (1, 1, 1), (2, 5, 4), (9, 7, 3), (13, 33, 4)]

  /// Within 1e-6 of the definition, with a bias and without, down to no rows and texts shorter than the taps; the way back
  /// within 1e-6 of central differences.
  @Test(arguments: shapes, [false, true]) func nearDefinition(
    _ shape: (rows: Int, columns: Int, width: Int), _ hasBias: Bool
  ) {
    var random = RandomNumbers()
    let convolution = CausalConvolution(
      taps: random.tensor([shape.width, shape.columns]), bias: hasBias ? random.tensor([shape.columns]) : nil)
    let (x, dY) = (random.tensor([shape.rows, shape.columns]), random.tensor([shape.rows, shape.columns]))
    #expect(convolution(x).difference(to: sum(ReferenceMatrix(x), convolution).tensor) < 1e-6)
    let expected = ReferenceKernels.gradient(at: ReferenceMatrix(x), weights: ReferenceMatrix(dY)) {
      sum($0, convolution)
    }
    #expect(convolution.backward(dY).difference(to: expected.tensor) < 1e-6)
  }

  /// A text in parts, of which each is given the last rows of those before it, has the bits of the whole, wherever it is cut.
  @Test(arguments: 1...6) func parts(_ count: Int) {
    var random = RandomNumbers()
    let convolution = CausalConvolution(taps: random.tensor([4, 5]), bias: random.tensor([5]))
    let x = random.tensor([7, 5])
    let whole = convolution(x)
    var found: [Tensor] = []
    for start in stride(from: 0, to: 7, by: count) {
      let before = start == 0 ? nil : x.rows(max(0, start - 3)..<start)
      found.append(convolution(x.rows(start..<min(7, start + count)), after: before))
    }
    #expect(Tensor.joiningRows(found) == whole)
  }
}

import ExplainerTestSupport
import Files
import Testing

@testable import Tensors

/// 16-bit weights are used where they lie, and give what the same weights give widened.
@Suite struct HalfTensorTests {

  /// A half tensor over random words, finite in both formats.
  private func half(_ shape: [Int], _ format: HalfTensor.Format, seed: UInt64) -> HalfTensor {
    var numbers = SeededNumbers(seed: seed)
    let count = shape.reduce(1, *)
    let words = (0..<count).map { _ in
      let number = Float.random(in: -2...2, using: &numbers)
      return format == .bf16 ? UInt16(number.bitPattern >> 16) : Float16(number).bitPattern
    }
    let memory = HalfWords(count: count) { out in
      for (index, word) in words.enumerated() { out[index] = word }
    }
    return HalfTensor(shape: shape, format: format, words: memory, offset: 0)
  }

  private func random(_ shape: [Int], seed: UInt64) -> Tensor {
    var numbers = SeededNumbers(seed: seed)
    return Tensor(
      shape: shape, values: (0..<shape.reduce(1, *)).map { _ in Float.random(in: -1...1, using: &numbers) })
  }

  /// Both directions, few rows and many, both layouts: of few rows the same bits as widened, of many the same but for
  /// rounding.
  @Test(
    arguments: [HalfTensor.Format.bf16, .f16],
    [(1, 7, 5), (3, 16, 9), (16, 129, 130), (17, 64, 40), (70, 600, 700)])
  func products(_ format: HalfTensor.Format, _ shape: (rows: Int, inputs: Int, outputs: Int)) {
    for layout in [WeightMatrix.Layout.outputInput, .inputOutput] {
      let extents = layout == .outputInput ? [shape.outputs, shape.inputs] : [shape.inputs, shape.outputs]
      let stored = half(extents, format, seed: 3)
      let bias = random([shape.outputs], seed: 4)
      let (x, g) = (
        random([shape.rows, shape.inputs], seed: 5), random([shape.rows, shape.outputs], seed: 6)
      )
      let map = Linear(WeightMatrix(.half(stored), layout: layout), bias: bias)
      let widened = Linear(WeightMatrix(stored.widened, layout: layout), bias: bias)
      let isExact = shape.rows <= MatrixProduct.fewRows
      for (found, expected) in [(map(x), widened(x)), (map.backward(g), widened.backward(g))] {
        #expect(found.shape == expected.shape)
        if isExact, shape.outputs * shape.inputs < 1 << 18 {
          #expect(found == expected)
        } else {
          #expect(found.largestDifference(from: expected) <= 1e-4)
        }
      }
    }
  }

  /// Rows, slices and looked-up rows are those of the widened tensor.
  @Test(arguments: [HalfTensor.Format.bf16, .f16]) func parts(_ format: HalfTensor.Format) {
    let tensor = half([4, 3, 5], format, seed: 1)
    let stored = WeightNumbers.half(tensor)
    let all = tensor.widened
    #expect(stored.slice(2).widened == all.slice(2))
    #expect(stored.rows(1..<3).widened == all.rows(1..<3))
    let table = stored.reshaped([12, 5])
    let rows = [11, 0, 7, 7]
    #expect(table.gatheringRows(rows) == all.reshaped([12, 5]).gatheringRows(rows))
    #expect(table.selectingRows(rows).widened == table.gatheringRows(rows))
  }
}

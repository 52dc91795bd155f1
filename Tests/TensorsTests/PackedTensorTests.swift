import ExplainerTestSupport
import Files
import Testing

@testable import Tensors

/// Weights of fewer than 32 bits are used where they lie, and give what the same weights give widened.
@Suite struct PackedTensorTests {

  /// A half tensor over random words, finite in both formats.
  private func half(_ shape: [Int], _ format: PackedFormat, seed: UInt64) -> PackedTensor {
    var numbers = SeededNumbers(seed: seed)
    let count = shape.reduce(1, *)
    let words = (0..<count).map { _ in
      let number = Float.random(in: -2...2, using: &numbers)
      return format == .bf16 ? UInt16(number.bitPattern >> 16) : Float16(number).bitPattern
    }
    let memory = PackedMemory(size: 2 * count) { out in
      for (index, word) in words.enumerated() {
        out.storeBytes(of: word.littleEndian, toByteOffset: 2 * index, as: UInt16.self)
      }
    }
    return PackedTensor(shape: shape, format: format, memory: memory, offset: 0)
  }

  private func random(_ shape: [Int], seed: UInt64) -> Tensor {
    var numbers = SeededNumbers(seed: seed)
    return Tensor(
      shape: shape, values: (0..<shape.reduce(1, *)).map { _ in Float.random(in: -1...1, using: &numbers) })
  }

  /// Both directions, few rows and many, both layouts: the same bits as widened.
  @Test(
    arguments: [PackedFormat.bf16, .f16],
    [(1, 7, 5), (3, 16, 9), (16, 129, 130), (17, 64, 40), (70, 600, 700)])
  func products(_ format: PackedFormat, _ shape: (rows: Int, inputs: Int, outputs: Int)) {
    for layout in [WeightMatrix.Layout.outputInput, .inputOutput] {
      let extents = layout == .outputInput ? [shape.outputs, shape.inputs] : [shape.inputs, shape.outputs]
      let stored = half(extents, format, seed: 3)
      let bias = random([shape.outputs], seed: 4)
      let (x, g) = (
        random([shape.rows, shape.inputs], seed: 5), random([shape.rows, shape.outputs], seed: 6)
      )
      let map = Linear(WeightMatrix(.packed(stored), layout: layout), bias: bias)
      let widened = Linear(WeightMatrix(stored.widened, layout: layout), bias: bias)
      for (found, expected) in [(map(x), widened(x)), (map.backward(g), widened.backward(g))] {
        #expect(found.shape == expected.shape)
        #expect(found == expected)
      }
    }
  }

  /// A packed tensor over random bytes whose blocks are finite.
  private func packed(_ shape: [Int], _ format: PackedFormat, seed: UInt64) -> PackedTensor {
    var numbers = SeededNumbers(seed: seed)
    let count = shape.reduce(1, *) / format.blockNumbers
    while true {
      let memory = PackedMemory(size: count * format.blockBytes) { out in
        for place in 0..<count * format.blockBytes {
          // Small exponents of scales, wherever they lie.
          out.storeBytes(of: UInt8.random(in: 0...0x3F, using: &numbers), toByteOffset: place, as: UInt8.self)
        }
      }
      let tensor = PackedTensor(shape: shape, format: format, memory: memory, offset: 0)
      if tensor.widened.values.allSatisfy(\.isFinite) { return tensor }
    }
  }

  /// Of every format, products of few rows and of many are those of the widened weight, both ways.
  @Test(arguments: PackedFormat.allCases, [1, 8, 40]) func formats(_ format: PackedFormat, _ rows: Int) {
    let stored = packed([70, 512], format, seed: 7)
    let (x, g) = (random([rows, 512], seed: 5), random([rows, 70], seed: 6))
    let map = Linear(WeightMatrix(.packed(stored), layout: .outputInput))
    let widened = Linear(WeightMatrix(stored.widened, layout: .outputInput))
    for (found, expected) in [(map(x), widened(x)), (map.backward(g), widened.backward(g))] {
      #expect(found == expected)
    }
    let table = WeightNumbers.packed(stored)
    #expect(table.gatheringRows([69, 0, 3]) == stored.widened.gatheringRows([69, 0, 3]))
    #expect(table.selectingRows([69, 3]).widened == stored.widened.gatheringRows([69, 3]))
    #expect(table.rows(5..<9).widened == stored.widened.rows(5..<9))
  }

  /// Rows, slices and looked-up rows are those of the widened tensor.
  @Test(arguments: [PackedFormat.bf16, .f16]) func parts(_ format: PackedFormat) {
    let tensor = half([4, 3, 5], format, seed: 1)
    let stored = WeightNumbers.packed(tensor)
    let all = tensor.widened
    #expect(stored.slice(2).widened == all.slice(2))
    #expect(stored.rows(1..<3).widened == all.rows(1..<3))
    let table = stored.reshaped([12, 5])
    let rows = [11, 0, 7, 7]
    #expect(table.gatheringRows(rows) == all.reshaped([12, 5]).gatheringRows(rows))
    #expect(table.selectingRows(rows).widened == table.gatheringRows(rows))
  }
}

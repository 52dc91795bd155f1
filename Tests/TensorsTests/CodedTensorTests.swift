import ExplainerTestSupport
import Testing

@testable import Tensors

/// Numbers that codes and scales stand for are what the formula says, wherever a reading begins; products with them are those
/// of the widened weight.
@Suite struct CodedTensorTests {
  /// A layout of codes and scales.
  struct Layout: Sendable, CustomTestStringConvertible {
    var bits = 4
    var rows = 9
    var columns = 70
    var groupRows = 1
    var groupColumns = 16
    var type = NumberCodes.ScaleType.f16
    var rounding = NumberCodes.Rounding.none
    var isFirstHigh = false
    var hasZeros = false
    var areGroupsMixed = false
    /// Bytes behind each row that are no codes.
    var gap = 0

    var testDescription: String {
      "\(bits) bits, \(rows) × \(columns), groups of \(groupRows) × \(groupColumns)"
    }
  }

  private static let layouts = [
    Layout(), Layout(rounding: .f16, hasZeros: true, gap: 3), Layout(rounding: .bf16, isFirstHigh: true),
    Layout(bits: 8, groupRows: 4, groupColumns: 32, type: .f32),
    Layout(bits: 8, columns: 71, type: .bf16, rounding: .bf16, hasZeros: true),
    Layout(bits: 2, columns: 72, groupColumns: 72, type: .e8m0), Layout(bits: 2, isFirstHigh: true),
    Layout(columns: 130, groupColumns: 64, type: .e8m0), Layout(hasZeros: true, areGroupsMixed: true),
    Layout(bits: 8, rounding: .f16, areGroupsMixed: true),
    Layout(rows: 2, columns: 600, groupColumns: 1, rounding: .bf16, hasZeros: true, areGroupsMixed: true),
  ]

  /// A tensor of random codes, and its numbers one by one.
  private func random(_ layout: Layout, rows: Int? = nil) -> (tensor: CodedTensor, numbers: [Float]) {
    var numbers = SeededNumbers(seed: 11)
    let (rows, columns, bits) = (rows ?? layout.rows, layout.columns, layout.bits)
    let values = (0..<1 << bits).map { _ in Float.random(in: -2...2, using: &numbers) }
    var codes = NumberCodes(
      bits: bits, values: values, columns: columns, scaleType: layout.type, groupRows: layout.groupRows,
      groupColumns: layout.groupColumns, rounding: layout.rounding)
    codes.isFirstHigh = layout.isFirstHigh
    codes.rowBytes += layout.gap
    codes.factor = 0.75
    let bytes = (0..<rows * codes.rowBytes).map { _ in UInt8.random(in: 0...255, using: &numbers) }
    let count = (rows + layout.groupRows - 1) / layout.groupRows * codes.scaleColumns
    let scales = (0..<count).map { _ in Float.random(in: -3...3, using: &numbers) }
    let (stored, meant) = Self.scales(scales, layout.type)
    let zeros = layout.hasZeros ? (0..<count).map { _ in UInt8.random(in: 0...15, using: &numbers) } : nil
    let groups =
      layout.areGroupsMixed
      ? (0..<columns).map { _ in Int32.random(in: 0..<Int32(codes.scaleColumns), using: &numbers) } : nil
    var all: [Float] = []
    for row in 0..<rows {
      for column in 0..<columns {
        let inByte = 8 / bits
        let place = layout.isFirstHigh ? inByte - 1 - column % inByte : column % inByte
        let code = Int(bytes[row * codes.rowBytes + column / inByte]) >> (bits * place) & (1 << bits - 1)
        let group = groups.map { Int($0[column]) } ?? column / layout.groupColumns
        let scale = row / layout.groupRows * codes.scaleColumns + group
        let number = (values[code] - Float(zeros?[scale] ?? 0)) * meant[scale] * 0.75
        all.append(Self.rounded(number, layout.rounding))
      }
    }
    let tensor = CodedTensor(
      shape: [rows, columns], codes: codes, bytes: .held(bytes), scales: .held(stored), zeros: zeros,
      groups: groups)
    return (tensor, all)
  }

  private static func scales(_ scales: [Float], _ type: NumberCodes.ScaleType) -> ([UInt8], [Float]) {
    func bytes(_ words: [UInt16]) -> [UInt8] { words.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] } }
    switch type {
    case .f32: return (scales.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) }, scales)
    case .f16:
      let halves = scales.map { Float16($0) }
      return (bytes(halves.map(\.bitPattern)), halves.map { Float($0) })
    case .bf16:
      let words = scales.map { UInt16($0.bitPattern >> 16) }
      return (bytes(words), words.map { Float(bitPattern: UInt32($0) << 16) })
    case .e8m0:
      let exponents = scales.map { UInt8(124 + abs($0)) }
      return (exponents, exponents.map { Float(sign: .plus, exponent: Int($0) - 127, significand: 1) })
    }
  }

  private static func rounded(_ number: Float, _ rounding: NumberCodes.Rounding) -> Float {
    switch rounding {
    case .none: number
    case .f16: Float(Float16(number))
    case .bf16:
      Float(bitPattern: (number.bitPattern + 0x7FFF + (number.bitPattern >> 16 & 1)) & 0xFFFF_0000)
    }
  }

  /// Every number, of the whole, of rows, of rows in another order, and of readings that begin anywhere.
  @Test(arguments: layouts) func numbers(_ layout: Layout) {
    let (tensor, numbers) = random(layout)
    let all = Tensor(shape: tensor.shape, values: numbers)
    #expect(tensor.widened == all)
    let stored = WeightNumbers.coded(tensor)
    #expect(stored.rows(1..<2).widened == all.rows(1..<2))
    let order = [layout.rows - 1, 0, 1, 1]
    #expect(stored.gatheringRows(order) == all.gatheringRows(order))
    let selected = stored.selectingRows(order)
    #expect(selected.widened == all.gatheringRows(order))
    #expect(selected.rows(1..<4).selectingRows([2, 0]).widened == all.gatheringRows([1, 0]))
    let flat = stored.reshaped([numbers.count])
    for (start, end) in [(1, 2), (3, layout.columns + 8), (layout.columns - 1, layout.columns + 1)] {
      #expect(flat.rows(start..<end).widened.values == Array(numbers[start..<end]))
    }
  }

  /// Rows in which the codes do not lie are selected all the same.
  @Test func otherRows() {
    let (tensor, numbers) = random(Layout())
    let stored = WeightNumbers.coded(tensor).reshaped([18, 35])
    let all = Tensor(shape: [18, 35], values: numbers)
    #expect(stored.selectingRows([17, 2]).widened == all.gatheringRows([17, 2]))
  }

  /// Both directions, both layouts, few rows and many.
  @Test(arguments: [1, 3, 16, 40], [(70, 9), (130, 300), (600, 700)])
  func products(_ rows: Int, _ extents: (columns: Int, rows: Int)) {
    let tensor = random(Layout(columns: extents.columns), rows: extents.rows).tensor
    for layout in [WeightMatrix.Layout.outputInput, .inputOutput] {
      let coded = Linear(WeightMatrix(.coded(tensor), layout: layout))
      let widened = Linear(WeightMatrix(tensor.widened, layout: layout))
      var numbers = SeededNumbers(seed: 5)
      func input(_ width: Int) -> Tensor {
        Tensor(
          shape: [rows, width],
          values: (0..<rows * width).map { _ in Float.random(in: -1...1, using: &numbers) })
      }
      let (x, g) = (input(coded.weight.inputs), input(coded.weight.outputs))
      for (found, expected) in [(coded(x), widened(x)), (coded.backward(g), widened.backward(g))] {
        let scale = Double(expected.values.reduce(0) { max($0, abs($1)) })
        let isExact = rows <= MatrixProduct.fewRows && tensor.count < 1 << 18
        #expect(found.largestDifference(from: expected) <= (isExact ? 0 : 1e-5 * scale))
      }
    }
  }

  /// Matrices of words and of codes with rows as columns.
  @Test(arguments: [(1, 1), (3, 70), (130, 65)]) func transposed(_ rows: Int, _ columns: Int) {
    let bytes = (0..<rows * columns * 4).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / 256) }
    guard case .held(let turned) = CodeBytes.held(bytes).transposed(rows: rows, columns: columns, size: 4)
    else {
      return
    }
    for row in 0..<rows {
      for column in 0..<columns {
        let (from, to) = (4 * (row * columns + column), 4 * (column * rows + row))
        #expect(turned[to..<to + 4] == bytes[from..<from + 4])
      }
    }
  }
}

internal import CKernels
internal import COpenBLAS

extension MatrixProduct {
  /// The most numbers of a weight that are widened at a time: what a block's products read stays near.
  private static let blockSize = 1 << 18

  /// Some columns of the product with packed numbers: these are widened a few rows, or a block of the result's columns, at a
  /// time, so that memory of their size is never needed.
  ///
  /// What comes out is what the widened weight would give: of few rows the same bits.
  ///
  /// - Parameters:
  ///   - bias: one number for each of the columns asked for, or nil.
  ///   - out: where the first of them goes.
  static func write(
    _ a: MatrixView, _ b: PackedTensor, columns: Range<Int>, transposingSecond: Bool, bias: Tensor?,
    to out: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let inner = a.columns
    precondition(inner == b.shape[transposingSecond ? 1 : 0], "inner extents of a product differ")
    let unit = transposingSecond ? 1 : b.format.blockNumbers
    precondition(columns.lowerBound % unit == 0 && columns.upperBound % unit == 0, "\(columns) cut blocks")
    guard a.rows > 0, !columns.isEmpty else { return }
    if transposingSecond, !OpenBLAS.takes(rows: a.rows, inner: inner, columns: columns.count) {
      return writeFewRows(a, b.rows(columns), bias, to: out, stride: stride)
    }
    let width = min(columns.count, max(1, blockSize / max(1, inner) / unit) * unit)
    let scratch = TensorStorage(count: inner * width)
    guard let memory = scratch.writableElements?.baseAddress else { return }
    for first in Swift.stride(from: columns.lowerBound, to: columns.upperBound, by: width) {
      let block = first..<min(columns.upperBound, first + width)
      let shape: (rows: Int, columns: Int)
      if transposingSecond {
        shape = (block.count, inner)
        b.widen(from: first * inner, block.count * inner, to: memory)
      } else {
        shape = (inner, block.count)
        for row in 0..<inner {
          b.widen(from: row * b.shape[1] + first, block.count, to: memory + row * block.count)
        }
      }
      let place = first - columns.lowerBound
      write(
        a,
        MatrixView(
          storage: scratch, offset: 0, rows: shape.rows, columns: shape.columns, stride: shape.columns),
        transposingSecond: transposingSecond, bias: bias?.rows(place..<place + block.count),
        to: out + place, stride: stride)
    }
  }

  private static func writeFewRows(
    _ a: MatrixView, _ b: PackedTensor, _ bias: Tensor?, to out: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let (inner, columns) = (a.columns, b.shape[0])
    let panel = TensorStorage(count: Int(CK_PANEL_ROWS) * inner)
    a.withUnsafeBase { first in
      b.withUnsafeBase { second in
        withUnsafeBase(of: bias) { bias in
          ck_product_transposed_packed(
            first, a.rows, a.stride, b.format.kernel, second, columns, inner, bias,
            panel.writableElements?.baseAddress, out, stride)
        }
      }
    }
  }
}

internal import CKernels

extension MatrixProduct {
  /// The most numbers of a weight that are widened at a time: what a block's products read stays near.
  private static let blockSize = 1 << 18

  /// Some columns of the product of few rows with packed numbers: these are widened a few rows, or a block of the result's
  /// columns, at a time, so that memory of their size is never needed.
  ///
  /// What comes out has the bits of the product with the widened weight.
  ///
  /// - Parameters:
  ///   - bias: one number for each of the columns asked for, or nil.
  ///   - out: where the first of them goes.
  static func writeFew(
    _ a: MatrixView, _ b: PackedTensor, columns: Range<Int>, transposingSecond: Bool, bias: Tensor?,
    to out: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let inner = a.columns
    let unit = transposingSecond ? 1 : b.format.blockNumbers
    precondition(columns.lowerBound % unit == 0 && columns.upperBound % unit == 0, "\(columns) cut blocks")
    if transposingSecond { return writeFewRows(a, b.rows(columns), bias, to: out, stride: stride) }
    let width = min(columns.count, max(1, blockSize / max(1, inner) / unit) * unit)
    let scratch = TensorStorage(count: inner * width)
    guard let memory = scratch.writableElements?.baseAddress else { return }
    for first in Swift.stride(from: columns.lowerBound, to: columns.upperBound, by: width) {
      let block = first..<min(columns.upperBound, first + width)
      for row in 0..<inner {
        b.widen(from: row * b.shape[1] + first, block.count, to: memory + row * block.count)
      }
      let place = first - columns.lowerBound
      write(
        a,
        MatrixView(storage: scratch, offset: 0, rows: inner, columns: block.count, stride: block.count),
        transposingSecond: false, bias: bias?.rows(place..<place + block.count), to: out + place,
        stride: stride)
    }
  }

  /// The product of many rows with packed numbers, which are widened tile by tile.
  static func writeMany(
    _ a: MatrixView, _ b: PackedTensor, transposingSecond: Bool, bias: Tensor?,
    to out: UnsafeMutablePointer<Float>, stride: Int
  ) {
    a.withUnsafeBase { first in
      b.withUnsafeBase { second in
        withUnsafeBase(of: bias) { bias in
          multiply(
            ck_matrix_product(
              x: first, rows: a.rows, x_stride: a.stride, w: second, format: b.format.kernel,
              transposed: transposingSecond ? 1 : 0, columns: b.shape[transposingSecond ? 0 : 1],
              w_stride: b.shape[1], inner: a.columns, scale: 1, bias: bias, adds: 0, out: out,
              out_stride: stride, tiling: CK_BEST))
        }
      }
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

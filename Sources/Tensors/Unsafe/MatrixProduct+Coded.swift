internal import CKernels

extension MatrixProduct {
  /// The most numbers of a weight that are widened at a time.
  private static let blockSize = 1 << 18

  /// Some columns of the product with numbers that codes stand for: these are widened a few rows, or a block of the result's
  /// columns, at a time.
  ///
  /// What comes out is what the widened weight would give: of few rows the same bits.
  ///
  /// - Parameters: as of the same for packed numbers.
  static func write(
    _ a: MatrixView, _ b: CodedTensor, columns: Range<Int>, transposingSecond: Bool, bias: Tensor?,
    to out: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let inner = a.columns
    precondition(inner == b.shape[transposingSecond ? 1 : 0], "inner extents of a product differ")
    guard a.rows > 0, !columns.isEmpty else { return }
    let isFew = a.rows <= fewRows
    // A few rows stay in the first-level cache; the kernels cut columns in multiples of these.
    let most = transposingSecond && isFew ? Int(CK_PANEL_ROWS) : max(16, blockSize / max(1, inner) / 16 * 16)
    let width = min(columns.count, most)
    let scratch = TensorStorage(count: inner * width)
    guard let memory = scratch.writableElements?.baseAddress else { return }
    for first in Swift.stride(from: columns.lowerBound, to: columns.upperBound, by: width) {
      let count = min(width, columns.upperBound - first)
      if transposingSecond {
        b.widen(from: first * inner, count * inner, to: memory)
      } else {
        for row in 0..<inner {
          b.widen(from: row * b.shape[1] + first, count, to: memory + row * count)
        }
      }
      let (rows, columnCount) = transposingSecond ? (count, inner) : (inner, count)
      let place = first - columns.lowerBound
      write(
        a,
        MatrixView(storage: scratch, offset: 0, rows: rows, columns: columnCount, stride: columnCount),
        transposingSecond: transposingSecond, bias: bias?.rows(place..<place + count), to: out + place,
        stride: stride)
    }
  }
}

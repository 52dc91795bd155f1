internal import CKernels

extension MatrixProduct {
  /// The numbers of a weight from which cores share it: reading them takes one core about 0.1 ms.
  private static let muchWeight = 1 << 18

  /// The same with a weight of either type.
  ///
  /// With few rows cores share the columns of a large weight: one core alone does not read as fast as memory gives. The bits
  /// do not depend on how many do.
  static func write(
    _ a: MatrixView, _ b: WeightNumbers, transposingSecond: Bool, bias: Tensor? = nil,
    to out: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let columns = b.shape[transposingSecond ? 0 : 1]
    precondition(a.columns == b.shape[transposingSecond ? 1 : 0], "inner extents of a product differ")
    if isLarge(rows: a.rows, inner: a.columns) {
      switch b {
      case .single(let b):
        return write(a, b.matrix, transposingSecond: transposingSecond, bias: bias, to: out, stride: stride)
      case .packed(let b):
        return writeMany(a, b, transposingSecond: transposingSecond, bias: bias, to: out, stride: stride)
      case .coded(let b):
        return write(
          a, b, columns: 0..<columns, transposingSecond: transposingSecond, bias: bias, to: out, stride: stride)
      }
    }
    let threads = a.columns * columns >= muchWeight ? Crew.size : 1
    // Several pieces a thread, for one may be held up; long ones where what is read lies side by side along them.
    let wanted = threads == 1 ? 1 : transposingSecond ? 4 * threads : threads
    let unit = unit(of: b, transposed: transposingSecond)
    let width = wanted == 1 ? columns : (columns / wanted / unit + 1) * unit
    let pieces = columns == 0 || a.rows == 0 ? 0 : (columns - 1) / width + 1
    Crew.deal(pieces, among: threads) { _, piece in
      let range = piece * width..<min(columns, (piece + 1) * width)
      let to = out + range.lowerBound
      let bias = pieces == 1 ? bias : bias?.rows(range)
      switch b {
      case .single(let b):
        write(
          a, transposingSecond ? b.matrix.rows(range) : b.matrix.columns(range),
          transposingSecond: transposingSecond, bias: bias, to: to, stride: stride)
      case .packed(let b):
        writeFew(
          a, b, columns: range, transposingSecond: transposingSecond, bias: bias, to: to, stride: stride)
      case .coded(let b):
        write(a, b, columns: range, transposingSecond: transposingSecond, bias: bias, to: to, stride: stride)
      }
    }
  }

  /// What columns are shared out in multiples of, so that kernels cut them as they would cut all of them.
  private static func unit(of b: WeightNumbers, transposed: Bool) -> Int {
    if transposed { return Int(CK_PANEL_ROWS) }
    if case .packed(let b) = b { return max(16, b.format.blockNumbers) }
    return 16
  }
}

internal import CKernels
internal import COpenBLAS

extension MatrixProduct {
  /// The most numbers of a weight that are widened at a time: what a block's products read stays near.
  private static let blockSize = 1 << 18

  /// The same with a weight of either type: 16-bit numbers are widened a few rows, or a block of the result's columns, at
  /// a time, so that memory of their size is never needed.
  ///
  /// What comes out is what the widened weight would give: of few rows the same bits.
  static func write(
    _ a: MatrixView, _ b: WeightNumbers, transposingSecond: Bool, bias: Tensor? = nil,
    to out: UnsafeMutablePointer<Float>, stride: Int
  ) {
    switch b {
    case .single(let b):
      write(a, b.matrix, transposingSecond: transposingSecond, bias: bias, to: out, stride: stride)
    case .half(let b): write(a, b, transposingSecond: transposingSecond, bias: bias, to: out, stride: stride)
    }
  }

  private static func write(
    _ a: MatrixView, _ b: HalfTensor, transposingSecond: Bool, bias: Tensor?,
    to out: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let (inner, columns) = (a.columns, b.shape[transposingSecond ? 0 : 1])
    precondition(inner == b.shape[transposingSecond ? 1 : 0], "inner extents of a product differ")
    guard a.rows > 0, columns > 0 else { return }
    if transposingSecond, !OpenBLAS.takes(rows: a.rows, inner: inner, columns: columns) {
      return writeFewRows(a, b, bias, to: out, stride: stride)
    }
    let width = max(1, min(columns, blockSize / max(1, inner)))
    let scratch = TensorStorage(count: inner * width)
    guard let memory = scratch.writableElements?.baseAddress else { return }
    for first in Swift.stride(from: 0, to: columns, by: width) {
      let block = first..<min(columns, first + width)
      let shape: (rows: Int, columns: Int)
      if transposingSecond {
        shape = (block.count, inner)
        b.widen(from: first * inner, block.count * inner, to: memory)
      } else {
        shape = (inner, block.count)
        for row in 0..<inner {
          b.widen(from: row * columns + first, block.count, to: memory + row * block.count)
        }
      }
      write(
        a,
        MatrixView(
          storage: scratch, offset: 0, rows: shape.rows, columns: shape.columns, stride: shape.columns),
        transposingSecond: transposingSecond, bias: bias?.rows(block), to: out + first, stride: stride)
    }
  }

  private static func writeFewRows(
    _ a: MatrixView, _ b: HalfTensor, _ bias: Tensor?, to out: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let (inner, columns) = (a.columns, b.shape[0])
    let panel = TensorStorage(count: Int(CK_PANEL_ROWS) * inner)
    a.withUnsafeBase { first in
      b.withUnsafeBase { second in
        withUnsafeBase(of: bias) { bias in
          ck_product_transposed_half(
            first, a.rows, a.stride, second, b.format == .bf16 ? 1 : 0, columns, inner, bias,
            panel.writableElements?.baseAddress, out, stride)
        }
      }
    }
  }
}

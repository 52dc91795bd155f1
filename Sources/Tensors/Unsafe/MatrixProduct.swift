internal import COpenBLAS
public import Diagnostics

/// Products of matrices in single precision by OpenBLAS.
///
/// Making one binds the library; applying it cannot fail. The same product may differ in the last digits with the
/// number of threads and of rows, so compare results with a tolerance.
public struct MatrixProduct: Sendable {
  /// Prepares for multiplying.
  ///
  /// - Throws: `unsupported` where OpenBLAS is not installed.
  public init() throws(ExplainerError) { try OpenBLAS.bind() }

  /// `a · b`, or `a · bᵀ` with `transposingSecond`: `[M, K]` × `[K, N]` (or `[N, K]`) → `[M, N]`.
  ///
  /// - Precondition: the inner extents agree.
  public func callAsFunction(_ a: MatrixView, _ b: MatrixView, transposingSecond: Bool = false) -> Tensor {
    let columns = transposingSecond ? b.rows : b.columns
    return Tensor(
      shape: [a.rows, columns],
      writing: { write(a, b, transposingSecond: transposingSecond, to: $0, stride: columns) })
  }

  /// `a · b`, or `a · bᵀ` with `transposingSecond`.
  public func callAsFunction(_ a: Tensor, _ b: Tensor, transposingSecond: Bool = false) -> Tensor {
    self(a.matrix, b.matrix, transposingSecond: transposingSecond)
  }

  /// Writes `scale · a · b (or bᵀ) + kept · out` to `out`, rows `stride` apart.
  func write(
    _ a: MatrixView, _ b: MatrixView, transposingSecond: Bool, scale: Float = 1, keeping kept: Float = 0,
    to out: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let inner = a.columns
    let columns = transposingSecond ? b.rows : b.columns
    precondition(inner == (transposingSecond ? b.columns : b.rows), "inner extents of a product differ")
    guard a.rows > 0, columns > 0 else { return }
    guard inner > 0 else {
      // BLAS leaves this case to its caller.
      if kept == 0 { for row in 0..<a.rows { (out + row * stride).update(repeating: 0, count: columns) } }
      return
    }
    _ = a.withUnsafeBase { first in
      b.withUnsafeBase { second in
        if a.rows == 1 {
          copenblas_sgemv(
            !transposingSecond, Int32(b.rows), Int32(b.columns), scale, second, Int32(b.stride), first, kept, out,
            OpenBLAS.threads(rows: 1))
        } else {
          copenblas_sgemm(
            false, transposingSecond, Int32(a.rows), Int32(columns), Int32(inner), scale, first, Int32(a.stride),
            second, Int32(b.stride), kept, out, Int32(stride), OpenBLAS.threads(rows: a.rows))
        }
      }
    }
  }
}

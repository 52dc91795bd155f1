internal import CKernels
internal import COpenBLAS

/// Products of matrices in single precision: by the program's own kernels with few rows, by OpenBLAS with
/// many.
///
/// The same product may differ in the last digits with the number of rows and of threads, so compare results
/// with a tolerance.
enum MatrixProduct {
  /// Up to this many rows the program's own kernels are used.
  static var fewRows: Int { Int(CK_FEW_ROWS) }

  /// Writes `scale · a · b + bias` (`bᵀ` with `transposingSecond`) to `out`, rows `stride` apart.
  ///
  /// - Parameters:
  ///   - scale: only with `transposingSecond`.
  ///   - bias: one number a column, or nil.
  /// - Precondition: the inner extents agree.
  static func write(
    _ a: MatrixView, _ b: MatrixView, transposingSecond: Bool, scale: Float = 1, bias: Tensor? = nil,
    to out: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let inner = a.columns
    let columns = transposingSecond ? b.rows : b.columns
    precondition(inner == (transposingSecond ? b.columns : b.rows), "inner extents of a product differ")
    precondition(transposingSecond || scale == 1, "only products with a transposed factor are scaled")
    guard a.rows > 0, columns > 0 else { return }
    a.withUnsafeBase { first in
      b.withUnsafeBase { second in
        if OpenBLAS.takes(rows: a.rows, inner: inner, columns: columns) {
          bias?.withUnsafeElements { ck_fill_rows($0.baseAddress, a.rows, columns, stride, out) }
          copenblas_sgemm(
            false, transposingSecond, Int32(a.rows), Int32(columns), Int32(inner), scale, first,
            Int32(a.stride), second, Int32(b.stride), bias == nil ? 0 : 1, out, Int32(stride),
            OpenBLAS.threads)
        } else {
          withUnsafeBase(of: bias) { bias in
            if transposingSecond {
              ck_product_transposed(
                first, a.rows, a.stride, second, columns, b.stride, inner, scale, bias, out, stride)
            } else {
              ck_product(first, a.rows, a.stride, second, columns, b.stride, inner, bias, out, stride)
            }
          }
        }
      }
    }
  }

  /// Adds `aᵀ · b` to what `out` holds, rows `stride` apart.
  ///
  /// - Precondition: both have as many rows.
  static func addOfTransposed(
    _ a: MatrixView, _ b: MatrixView, to out: UnsafeMutablePointer<Float>, stride: Int
  ) {
    precondition(a.rows == b.rows, "inner extents of a product differ")
    let (rows, inner, columns) = (a.columns, a.rows, b.columns)
    guard rows > 0, columns > 0 else { return }
    a.withUnsafeBase { first in
      b.withUnsafeBase { second in
        if OpenBLAS.takes(rows: rows, inner: inner, columns: columns) {
          copenblas_sgemm(
            true, false, Int32(rows), Int32(columns), Int32(inner), 1, first, Int32(a.stride), second,
            Int32(b.stride), 1, out, Int32(stride), OpenBLAS.threads)
        } else {
          ck_add_product_of_transposed(
            first, rows, a.stride, second, columns, b.stride, inner, out, stride)
        }
      }
    }
  }
}

extension Tensor {
  /// The product with a matrix: `[M, K]` × `[K, N]` → `[M, N]`, or × `[N, K]` with `transposed`.
  ///
  /// - Precondition: two extents each, the inner ones equal.
  public func multiplied(by second: Tensor, transposed: Bool = false) -> Tensor {
    let columns = second.shape[transposed ? 0 : 1]
    return Tensor(
      shape: [shape[0], columns],
      writing: {
        MatrixProduct.write(matrix, second.matrix, transposingSecond: transposed, to: $0, stride: columns)
      })
  }
}

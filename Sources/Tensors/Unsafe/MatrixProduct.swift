internal import CKernels

/// Products of matrices in single precision.
///
/// Two kinds of kernels: up to `fewRows` rows they read all weights once, as they lie; with more rows they lay out what is
/// read over and over. The same product may differ in the last digits between the two, so compare with a tolerance; beyond
/// `fewRows` rows the bits of a row depend neither on the others nor on the number of threads.
enum MatrixProduct {
  /// Up to this many rows are few.
  static var fewRows: Int { Int(CK_FEW_ROWS) }

  /// The products of numbers from which more than one thread pays: about 0.04 ms of work.
  static let muchWork = 4_000_000

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
        withUnsafeBase(of: bias) { bias in
          if isLarge(rows: a.rows, inner: inner) {
            multiply(
              ck_matrix_product(
                x: first, rows: a.rows, x_stride: a.stride, w: second, format: CK_F32,
                transposed: transposingSecond ? 1 : 0, columns: columns, w_stride: b.stride, inner: inner,
                scale: scale, bias: bias, adds: 0, out: out, out_stride: stride, tiling: CK_BEST))
          } else if transposingSecond {
            ck_product_transposed(
              first, a.rows, a.stride, second, columns, b.stride, inner, scale, bias, out, stride)
          } else {
            ck_product(first, a.rows, a.stride, second, columns, b.stride, inner, bias, out, stride)
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
    let isLarge = isLarge(rows: rows, inner: inner)
    let turned = TensorStorage(count: isLarge ? rows * inner : 0)
    a.withUnsafeBase { first in
      b.withUnsafeBase { second in
        if isLarge {
          guard let memory = turned.writableElements?.baseAddress else { return }
          ck_turn(first, inner, rows, a.stride, memory, inner)
          multiply(
            ck_matrix_product(
              x: memory, rows: rows, x_stride: inner, w: second, format: CK_F32, transposed: 0,
              columns: columns, w_stride: b.stride, inner: inner, scale: 1, bias: nil, adds: 1, out: out,
              out_stride: stride, tiling: CK_BEST))
        } else {
          ck_add_product_of_transposed(
            first, rows, a.stride, second, columns, b.stride, inner, out, stride)
        }
      }
    }
  }

  /// Whether a product is one of many rows; the kernels for few write what an empty one leaves, too.
  static func isLarge(rows: Int, inner: Int) -> Bool { rows > fewRows && inner > 0 }

  /// A product with many rows, on all cores where there is much to do.
  static func multiply(_ product: ck_matrix_product) {
    var product = product
    let isMuch = product.rows * product.inner * product.columns >= muchWork
    let threads = isMuch ? Crew.size : 1
    let scratch = TensorStorage(count: ck_matrix_scratch(&product, threads))
    ck_multiply_matrices(&product, scratch.writableElements?.baseAddress, threads)
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

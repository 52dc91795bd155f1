internal import COpenBLAS
public import Diagnostics

/// The matrix library, bound when the first product is prepared rather than when the program is linked.
///
/// Layers that multiply ask for `OpenBLAS.bind()` when they are made, so that applying them cannot fail.
public enum OpenBLAS {
  /// Binds the library unless that has been done. The first call takes 2–3 ms.
  ///
  /// - Throws: `unsupported` where OpenBLAS is not installed.
  public static func bind() throws(ExplainerError) {
    if let reason = copenblas_bind() { throw missing(String(cString: reason)) }
  }

  static func missing(_ reason: String) -> ExplainerError {
    ExplainerError(
      .unsupported, "OpenBLAS, which multiplies matrices, cannot be loaded", found: reason,
      remedy: "Install it: apt install libopenblas0")
  }

  /// The threads a product with this many rows is worth: one up to 15 rows, beyond that what OpenBLAS chose by itself
  /// (`OPENBLAS_NUM_THREADS`, else the number of cores).
  ///
  /// Measured on two cores: with 8 rows two threads are slower than one, with 16 they are 1.4–1.9 times as fast.
  static func threads(rows: Int) -> Int32 { rows < 16 ? 1 : copenblas_thread_limit() }
}

internal import COpenBLAS

/// The library for large products, bound when the first of them comes rather than when the program is linked: a
/// process that never multiplies, or only short texts, does not pay for it (5 ms to load, and its threads).
public enum OpenBLAS {
  /// Why the library cannot be loaded (`apt install libopenblas0` installs it), or nil where it can. Without it large
  /// products are done by the program's own kernels on one thread: the same results, up to three times slower.
  public static var unavailability: String? { copenblas_bind().map { String(cString: $0) } }

  /// Whether products with this many rows go to the library.
  ///
  /// Measured on GPT-2's shapes: the program's kernels are 1.2–2.6 times as fast with 2 to 16 rows, and about equal
  /// with 64 rows on one thread; beyond 16 rows the library can use more threads.
  static func takes(rows: Int) -> Bool { rows > MatrixProduct.fewRows && copenblas_bind() == nil }

  /// The threads OpenBLAS chose by itself: `OPENBLAS_NUM_THREADS`, else the number of cores.
  static var threads: Int32 { copenblas_thread_limit() }
}

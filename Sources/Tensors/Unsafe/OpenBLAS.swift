internal import COpenBLAS

/// The library for large products, bound when the first of them comes rather than when the program is linked:
/// a process that never multiplies, or only short texts, does not pay for it (5 ms to load, and its threads).
public enum OpenBLAS {
  /// Why the library cannot be loaded (`apt install libopenblas0` installs it), or nil where it can.
  ///
  /// Without it large products are done by the program's own kernels: the same results to rounding, at about
  /// the speed the library has on one thread.
  public static var unavailability: String? { copenblas_bind().map { String(cString: $0) } }

  /// What the library calls the processor whose kernels it uses, or nil where it cannot say.
  ///
  /// It is told what this processor can do, unless `OPENBLAS_CORETYPE` says otherwise: by itself it takes a processor that
  /// is newer than the library for an old one.
  public static var kernels: String? { copenblas_kernels().map { String(cString: $0) } }

  /// What it is told; nil where it chooses by itself.
  static var wantedKernels: String? { copenblas_wanted_kernels().map { String(cString: $0) } }

  /// Whether this process has the library loaded, by this program or by somebody else.
  public static var isLoaded: Bool { copenblas_is_loaded() }

  /// Leaves memory for what is going to be computed: buffers of the library, 128 MiB a thread, have to fit beside it.
  ///
  /// Without effect where the library is loaded already.
  ///
  /// - Parameter bytes: how much is left.
  public static func leaveRoom(for bytes: Int) { copenblas_leave(max(0, bytes)) }

  /// Uses the library on the calling thread alone from now on: for a process in which its own threads cannot be relied
  /// on.
  public static func restrictToCallingThread() { copenblas_restrict() }

  /// Whether a product of these extents goes to the library.
  ///
  /// Measured on GPT-2's shapes: the program's kernels are 1.2–2.6 times as fast with 2 to 16 rows, and about
  /// equal beyond on one thread; the library can use more threads, which pays from about 0.2 ms of work.
  static func takes(rows: Int, inner: Int, columns: Int) -> Bool {
    rows > MatrixProduct.fewRows && rows * inner * columns >= muchWork && copenblas_bind() == nil
  }

  /// The products of numbers from which more than one thread pays: about 0.2 ms of work.
  static let muchWork = 8_000_000

  /// The threads OpenBLAS chose by itself, or would: `OPENBLAS_NUM_THREADS`, else the number of cores.
  ///
  /// The program's own kernels keep to it.
  static var threads: Int32 { copenblas_thread_limit() }
}

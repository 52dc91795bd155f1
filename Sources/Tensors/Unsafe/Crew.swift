internal import CKernels
import Glibc

/// The threads of the process that share work.
public enum Crew {
  /// How many there are: what `EXPLAINER_THREADS` or `OMP_NUM_THREADS` says, else as many as there are cores this process may
  /// use.
  public static var size: Int {
    for name in ["EXPLAINER_THREADS", "OMP_NUM_THREADS"] {
      guard let text = getenv(name), let number = Int(String(cString: text)), number > 0 else { continue }
      return min(number, 64)
    }
    return min(ck_processors(), 64)
  }

  /// Calls `body` once for each of `count` pieces, on up to `threads` threads at once, the calling one among them.
  ///
  /// - Parameters:
  ///   - count: how many pieces there are.
  ///   - threads: how many may work; fewer do where there are none to be had.
  ///   - body: does a piece, given the number of its thread and its own. With more than one thread it must not change
  ///     what other pieces see: what it needs for itself it has once a thread.
  static func deal(_ count: Int, among threads: Int, _ body: (_ thread: Int, _ piece: Int) -> Void) {
    guard threads > 1, count > 1 else { return (0..<count).forEach { body(0, $0) } }
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) { body in
        ck_deal_out(
          count, threads,
          { body, thread, piece in
            body?.assumingMemoryBound(to: ((Int, Int) -> Void).self).pointee(thread, piece)
          }, UnsafeMutableRawPointer(mutating: body))
      }
    }
  }
}

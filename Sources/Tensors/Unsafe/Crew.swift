internal import CKernels

/// Threads that share work for the time of one call.
enum Crew {
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

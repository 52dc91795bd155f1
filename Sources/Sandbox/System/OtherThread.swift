import Glibc

/// Threads for what must not run on this one.
package enum OtherThread {
  private final class Work {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }

  /// Runs `body` on a thread of its own, which nobody waits for; false where there is none to be had (`ulimit -u`).
  @discardableResult package static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    launch(body).map { pthread_detach($0) } != nil
  }

  /// Runs `body` on a thread of its own, or on this one where there is none to be had, waits for it and gives its
  /// result.
  package static func run<Result>(_ body: () -> Result) -> Result {
    withoutActuallyEscaping(body) { body in
      var result: Result?
      let thread = withUnsafeMutablePointer(to: &result) { index in
        launch { index.pointee = body() }
      }
      if let thread { pthread_join(thread, nil) }
      return result ?? body()
    }
  }

  private static func launch(_ body: @escaping () -> Void) -> pthread_t? {
    var thread = pthread_t()
    let work = Unmanaged.passRetained(Work(body))
    let failure = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
        return nil
      }, work.toOpaque())
    guard failure == 0 else {
      work.release()
      return nil
    }
    return thread
  }
}

import Glibc

/// Threads for what must not run on this one.
enum OtherThread {
  private final class Work {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }

  /// Runs `body` on a thread of its own, which nobody waits for.
  static func start(_ body: @escaping @Sendable () -> Void) {
    _ = launch(body).map { pthread_detach($0) }
  }

  /// Runs `body` on a thread of its own, waits for it and gives its result.
  static func run<Result>(_ body: () -> Result) -> Result {
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
    let work = Unmanaged.passRetained(Work(body)).toOpaque()
    let failure = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
        return nil
      }, work)
    return failure == 0 ? thread : nil
  }
}

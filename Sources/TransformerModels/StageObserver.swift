import Glibc

/// Hears how long each stage of the work took, in seconds; for benchmarks.
///
/// Stages are `map` (configuration and weights), `tokenizer`, `forward` (one pass over a whole input), `decode`
/// (one token more, behind a cache of keys and values) and `head`; one may be heard several times.
public typealias StageObserver = @Sendable (_ stage: String, _ seconds: Double) -> Void

/// Times stages for an observer; without one it does nothing.
struct StageTimer: Sendable {
  let observer: StageObserver?

  func measure<Result, Failure: Error>(
    _ stage: String, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let observer else { return try body() }
    let start = Self.now()
    let result = try body()
    observer(stage, Self.now() - start)
    return result
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

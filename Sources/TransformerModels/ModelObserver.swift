import Glibc

/// What a model tells while it works, for benchmarks and for who waits.
public enum ModelNews: Sendable {
  /// A stage is over, and how many seconds it took.
  ///
  /// Stages are `map` (configuration and weights), `tokenizer`, `forward` (one pass over a whole input), `decode`
  /// (one token more, behind a cache of keys and values) and `head`; one may be heard several times.
  case stage(String, seconds: Double)
  /// A pass that takes its time has come behind so many layers of so many.
  case layer(Int, of: Int)
}

/// Hears what a model tells.
public typealias ModelObserver = @Sendable (ModelNews) -> Void

/// Times stages for an observer; without one it does nothing.
struct StageTimer: Sendable {
  let observer: ModelObserver?

  func measure<Result, Failure: Error>(
    _ stage: String, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let observer else { return try body() }
    let start = Self.now()
    let result = try body()
    observer(.stage(stage, seconds: Self.now() - start))
    return result
  }

  /// Tells how far a pass has come that began at `start`, once it has taken a quarter of a second.
  func pass(since start: Double, isBehind layer: Int, of layers: Int) {
    guard let observer, Self.now() - start > 0.25 else { return }
    observer(.layer(layer, of: layers))
  }

  /// Seconds, from a clock that is never set.
  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

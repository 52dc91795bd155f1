public import Diagnostics
public import JSON

/// What a chain has done, and what is missing.
public struct ChainSummary: Sendable {
  /// The points of the loops.
  public var points = 0
  /// Those that were come to the end of.
  public var finishedPoints = 0
  /// Runs of steps that ended with an explanation.
  public var explained = 0
  /// Those among them that an earlier answer was used for.
  public var kept = 0
  /// Runs that were left out: by a condition, or for want of what they need.
  public var skipped = 0
  /// Forward passes over whole inputs.
  public var passes = 0
  /// Files written.
  public var files = 0
  /// What failed: the run in words and why; the first hundred.
  public var failures: [(run: String, error: ExplainerError)] = []
  /// How many runs failed.
  public var failed = 0
  /// Why the chain ended before its end; nil where it did not.
  public var stop: ExplainerError?

  /// What is missing, one sentence each, and the failures; empty where nothing is.
  public var missing: [String] {
    missingInBrief + failures.prefix(20).map { "\($0.run): \($0.error)" }
  }

  /// What is missing, without the failures themselves.
  public var missingInBrief: [String] {
    var sentences: [String] = []
    if let stop {
      let rest = points - finishedPoints
      let reason = stop.code == .cancelled ? "The chain was interrupted" : "The chain stopped at an error"
      sentences.append("\(reason): \(rest) of \(points) \(points == 1 ? "point is" : "points are") not done.")
    }
    if failed > 0 { sentences.append("\(failed) \(failed == 1 ? "run" : "runs") failed.") }
    return sentences
  }

  /// The exit code: that of the first failure, 0 where there was none.
  public var exitCode: Int32 { (stop ?? failures.first?.error)?.code.exitCode ?? 0 }

  /// The JSON form.
  public var json: JSONValue {
    [
      "points": .integer(points), "finished_points": .integer(finishedPoints),
      "explained": .integer(explained),
      "kept": .integer(kept), "skipped": .integer(skipped), "failed": .integer(failed),
      "passes": .integer(passes), "files": .integer(files), "missing": JSONValue(missing),
    ]
  }
}

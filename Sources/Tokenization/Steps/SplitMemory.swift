/// What a search for a pattern keeps from one attempt to the next.
struct SplitMemory {
  /// A match that was left off and can be taken up again, should the one tried instead not fit.
  struct Retry {
    /// The instruction that comes next.
    var next: Int
    /// How far the match had come.
    var offset: Int
    /// How far back it may go, a scalar at a time.
    var least: Int
  }

  /// A long run behind which nothing fits, wherever in it the match goes on.
  ///
  /// What fits behind an offset depends on that alone, so the run need not be gone over again from each of its scalars, which
  /// would make a pattern that finds nothing take the square of the text's length.
  struct Failure {
    /// Shorter runs are gone over again.
    static let shortest = 64
    /// The first offset that the run was tried from.
    var start: Int
    /// The first offset at which what follows was tried.
    var least: Int
    /// Where the run ends, and what follows was tried first.
    var end: Int

    /// Whether a run of `set` from `offset` on, of `least` scalars and more, has to fail as well.
    func covers(
      _ offset: Int, _ least: Int, _ givesBack: Bool, _ set: ScalarSet, in text: [UInt8]
    ) -> Bool {
      guard offset < end else { return false }
      if offset < start {
        // It comes to the same end, where alone what follows would be tried.
        return !givesBack && set.run(in: text, from: offset, to: start, least: 0, most: .max).end == start
      }
      guard givesBack else { return true }
      let first = set.run(in: text, from: offset, to: end, least: least, most: least).least
      return first < 0 || first >= self.least
    }
  }

  /// What was left off.
  var retries: [Retry] = []
  /// By instruction what did not lead to a match; empty where there is nothing yet.
  var failures: [Failure?] = []
  /// The instructions whose failures hold only if the attempt that is made fails.
  private var noted: [Int] = []

  /// What the instruction `index` did not lead to a match from.
  @inline(__always)
  func failure(of index: Int) -> Failure? { failures.isEmpty ? nil : failures[index] }

  /// Notes what the instruction `index` among `count` comes to.
  ///
  /// Unless the attempt finds a match, this has failed before the instruction is come to again: nothing leads back but what
  /// was left off before.
  mutating func note(_ failure: Failure, of index: Int, among count: Int) {
    noted.append(index)
    if failures.isEmpty { failures = Array(repeating: nil, count: count) }
    if let known = failures[index], known.end == failure.end {
      failures[index] = Failure(
        start: min(known.start, failure.start), least: min(known.least, failure.least), end: failure.end)
    } else {
      failures[index] = failure
    }
  }

  /// Ends an attempt.
  mutating func end(hasMatch: Bool) {
    if !retries.isEmpty { retries.removeAll(keepingCapacity: true) }
    guard !noted.isEmpty else { return }
    if hasMatch { for index in noted { failures[index] = nil } }
    noted.removeAll(keepingCapacity: true)
  }
}

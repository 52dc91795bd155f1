/// Why a regular expression cannot be made a `SplitPattern`.
struct SplitPatternProblem: Error, Hashable {
  /// What it has that is not supported.
  let message: String
}

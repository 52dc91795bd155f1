import Diagnostics

/// The exit codes, as help and the manual list them.
struct ExitStatus {
  let code: Int32
  let meaning: String

  /// All there are; kept in step with `ErrorCode.exitCode` by a test.
  static let all: [ExitStatus] = [
    .init(code: 0, meaning: "done"), .init(code: 64, meaning: "wrong usage"),
    .init(code: 65, meaning: "bad data (model, text)"), .init(code: 66, meaning: "missing input"),
    .init(code: 69, meaning: "plugin unavailable"),
    .init(code: 70, meaning: "fault of a plugin or of the program"),
    .init(code: 74, meaning: "input/output error"), .init(code: 75, meaning: "limit reached"),
    .init(code: 130, meaning: "interrupted"),
  ]

  /// One sentence.
  static var sentence: String {
    "Exit codes: \(all.map { "\($0.code) \($0.meaning)" }.joined(separator: ", "))."
  }
}

/// How large the answer to one call may be.
///
/// Checked in the worker, where it is the plugin that is told, and again by the reader of what the worker sends.
enum AnswerLimits {
  /// Bytes of an explanation's JSON.
  static let explanation = 1 << 30
  /// Bytes of all tensors together.
  static let tensors = 4 << 30
  /// Bytes of one log line, progress note or error message; what is longer is cut.
  static let message = 64 << 10
}

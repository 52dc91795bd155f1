/// How large the answer to one call may be, and what it asks of the host.
///
/// Checked in the worker, where it is the plugin that is told, and again by the reader of what the worker sends.
package enum OutputLimits {
  /// Bytes of an explanation's JSON.
  package static let explanation = 1 << 30
  /// Bytes that the values of an explanation hold in memory once they are read.
  package static let values = 1 << 30
  /// Bytes of all tensors together.
  package static let tensors = 4 << 30
  /// Texts of one pass: more than memory has room for, and few enough for a count that is a mistake.
  package static let texts = 1 << 16
  /// Tensors that come with a pass.
  package static let passTensors = 1 << 12
  /// Bytes of one log line, progress note or error message; what is longer is cut.
  package static let message = 64 << 10
}

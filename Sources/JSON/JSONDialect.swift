/// How strictly a JSON text is read.
public enum JSONDialect: Sendable, Hashable {
  /// RFC 8259 and nothing else.
  case strict
  /// With `NaN`, `Infinity` and `-Infinity`, which Python's `json` writes and reads unless it is told not to.
  case python
}

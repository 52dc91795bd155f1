/// What the conformance kit tries a plugin for.
public enum ConformanceCheck: String, Sendable, CaseIterable {
  /// The entry function gives the same table every time and from any thread.
  case table
  /// A plain call gives a valid explanation; every trace is released, nothing is called from another thread or
  /// after `run` has returned.
  case answers
  /// The same input gives the same bytes, on another thread too.
  case repeats
  /// A call that is cancelled ends within 100 ms of the plugin's own time.
  case cancels
  /// A failure of any function of the host is passed on.
  case failures
  /// Requests and texts of every odd kind end in an answer or an error.
  case requests
  /// A host without extensions is survived.
  case extensions
  /// A call that lends none of the plugin's files is survived.
  case files

  /// What the check shows where it passes, in a few words.
  public var meaning: String {
    switch self {
    case .table: "its table is the same every time, from any thread"
    case .answers: "it answers; traces are released; nothing is called from elsewhere or too late"
    case .repeats: "the same input gives the same bytes, on another thread too"
    case .cancels: "it ends within 100 ms when it is cancelled"
    case .failures: "a failure of the host is passed on, whichever function fails"
    case .requests: "odd texts and malformed requests end in an answer or an error"
    case .extensions: "a host without extensions is survived"
    case .files: "a call without its files is survived"
    }
  }
}

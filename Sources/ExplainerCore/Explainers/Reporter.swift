public import Diagnostics

/// How an explainer talks to the user while it works.
public protocol Reporter: Sendable {
  /// Tells how far the work is: a share of 1, or nil where that is unknown.
  func progress(_ fraction: Double?, _ note: String)
  /// Tells something worth knowing.
  func log(_ level: LogLevel, _ message: String)
  /// Whether the user wants the work to stop; poll it in long loops.
  var isCancelled: Bool { get }
}

extension Reporter {
  /// Stops where the user wants the work to stop.
  ///
  /// - Throws: `cancelled`.
  public func checkCancellation() throws(ExplainerError) {
    if isCancelled { throw ExplainerError(.cancelled, "interrupted") }
  }
}

/// How much a log line matters, numbered as on the plugin boundary.
public enum LogLevel: Int32, Sendable, Hashable, CaseIterable {
  /// For the author.
  case debug = 0
  /// For the curious.
  case info = 1
  /// For everybody.
  case warning = 2
  /// For everybody; the result suffers.
  case error = 3

  /// The word in front of a log line.
  public var word: String {
    switch self {
    case .debug: "debug"
    case .info: "info"
    case .warning: "warning"
    case .error: "error"
    }
  }
}

/// A reporter that drops everything; for tests.
public struct SilentReporter: Reporter {
  /// Creates one.
  public init() {}
  /// Does nothing.
  public func progress(_ fraction: Double?, _ note: String) {}
  /// Does nothing.
  public func log(_ level: LogLevel, _ message: String) {}
  /// Never.
  public var isCancelled: Bool { false }
}

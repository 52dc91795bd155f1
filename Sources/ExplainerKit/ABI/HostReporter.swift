import CExplainerABI
import ExplainerCore

/// Progress and log lines, handed to the host.
struct HostReporter: Reporter {
  let connection: HostConnection

  func progress(_ fraction: Double?, _ note: String) {
    note.withABIString {
      connection.host.pointee.progress?(connection.host, connection.call, fraction ?? -1, $0)
    }
  }

  func log(_ level: LogLevel, _ message: String) {
    message.withABIString {
      connection.host.pointee.log?(connection.host, connection.call, level.rawValue, $0)
    }
  }

  var isCancelled: Bool { (connection.host.pointee.cancelled?(connection.host, connection.call) ?? 0) != 0 }
}

package import ExplainerCore
package import JSON
import PluginHost

/// What work done by a `ModelReader` tells the process that waits for it.
package struct ModelReaderChannel: Sendable {
  let send: @Sendable (WorkerMessage) -> Void
  /// Bytes that go as one message: of a size that either side holds without noticing.
  private static let pieceSize = 1 << 20

  /// Hands on bytes of what the work writes; characters of a text are not cut.
  package func write(_ bytes: UnsafeRawBufferPointer) {
    var start = 0
    while start < bytes.count {
      var end = min(start + Self.pieceSize, bytes.count)
      // At most three bytes follow the first of a character; what is no text has no need of this, nor is hurt by it.
      for _ in 0..<3 where end < bytes.count && bytes[end] & 0xC0 == 0x80 { end -= 1 }
      send(.output(Array(bytes[start..<end])))
      start = end
    }
  }

  /// Hands on a line.
  package func writeLine(_ text: String) { (Array(text.utf8) + [0x0A]).withUnsafeBytes(write) }

  /// Answers what was asked.
  package func answer(_ json: JSONValue) { send(.answer(json)) }

  /// Hands on log lines and progress.
  package var reporter: any Reporter { LogReporter(send: send) }

  private struct LogReporter: Reporter {
    let send: @Sendable (WorkerMessage) -> Void

    func progress(_ fraction: Double?, _ note: String) { send(.progress(fraction, note)) }
    func log(_ level: LogLevel, _ message: String) { send(.log(level, message)) }
    var isCancelled: Bool { false }
  }
}

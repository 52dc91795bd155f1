import Digests
import PluginHost
import Synchronization

/// What a worker answered to a call, kept so that the call need not be made again.
///
/// The bytes are the worker's own messages (model, tensors, explanation), so that what is read back goes the way of what
/// comes fresh from a worker, and is checked as that is; a digest behind them finds files that were cut or have changed.
package struct RunRecord: Sendable {
  private static let digestSize = 64
  /// The bytes to keep.
  package let bytes: [UInt8]

  /// A record of messages.
  init(_ messages: [WorkerMessage]) {
    var bytes = (messages + [.done]).flatMap(\.frame)
    bytes += SHA256.hexadecimal(of: bytes).utf8
    self.bytes = bytes
  }

  /// The record that was kept as `bytes`; nil where they are none, or not what they were.
  package init?(bytes: [UInt8]) {
    let (content, digest) = (Array(bytes.dropLast(Self.digestSize)), bytes.suffix(Self.digestSize))
    guard digest.elementsEqual(SHA256.hexadecimal(of: content).utf8) else { return nil }
    self.bytes = bytes
  }

  /// The messages.
  var messages: [WorkerMessage] {
    var reader = WorkerMessageReader()
    return (try? reader.read(bytes.dropLast(Self.digestSize))) ?? []
  }
}

/// Takes down the messages a record is made of, while a call runs.
package final class RunRecorder: Sendable {
  private let messages = Mutex<[WorkerMessage]>([])

  /// A recorder that has heard nothing.
  package init() {}

  /// Takes one message that is part of the answer.
  func receive(_ message: WorkerMessage) { messages.withLock { $0.append(message) } }

  /// The record.
  package var record: RunRecord { RunRecord(messages.withLock { $0 }) }
}

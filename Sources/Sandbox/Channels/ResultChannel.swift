import Glibc
import Synchronization

/// The worker's end of the channel its messages go through; messages of several threads do not mix.
package final class ResultChannel: Sendable {
  /// The code a worker exits with whose channel a plugin has closed.
  static let lost: Int32 = 97

  private let descriptor: Int32
  private let turn = Mutex(())

  package init(descriptor: Int32) { self.descriptor = descriptor }

  /// Writes what `body` gives to the function it gets, as one message; ends the process where that cannot be done, for
  /// nobody would learn what it does.
  package func send(_ body: ((UnsafeRawBufferPointer) -> Void) -> Void) {
    turn.withLock { _ in body(write) }
  }

  private func write(_ bytes: UnsafeRawBufferPointer) {
    var sent = 0
    while sent < bytes.count {
      let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent)
      if count > 0 {
        sent += count
      } else if errno != EINTR {
        _exit(Self.lost)
      }
    }
  }
}

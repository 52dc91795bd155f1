import Glibc

/// Waiting for a standard stream that was set not to wait, by whoever shares it.
enum StreamWait {
  /// Whether reading or writing that failed with `failure` is to be tried again: at once after a signal, and where the stream
  /// does not wait, once it is ready.
  ///
  /// - Parameter event: `POLLIN` or `POLLOUT`.
  static func retries(_ failure: Int32, _ descriptor: Int32, _ event: Int32) -> Bool {
    if failure == EINTR { return true }
    guard failure == EAGAIN else { return false }
    var entry = pollfd(fd: descriptor, events: Int16(event), revents: 0)
    while poll(&entry, 1, -1) < 0 { guard errno == EINTR else { return false } }
    return true
  }
}

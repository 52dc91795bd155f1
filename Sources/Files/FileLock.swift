package import Diagnostics
import Glibc

/// Keeps other processes (and other holders in this one) from changing something, for as long as this object lives.
///
/// An advisory lock (`flock`) on a file made for the purpose; the kernel ends it with the process.
package final class FileLock {
  private let descriptor: Int32

  /// Waits until `path` can be locked.
  ///
  /// - Throws: `inputOutput` where the file cannot be made or locked.
  package init(_ path: String) throws(ExplainerError) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    func failure(_ what: String) -> ExplainerError {
      ExplainerError(.inputOutput, "\(what): \(String(cString: strerror(errno)))", at: [path])
    }
    guard descriptor >= 0 else { throw failure("the lock cannot be made") }
    var status: Int32
    repeat { status = flock(descriptor, LOCK_EX) } while status != 0 && errno == EINTR
    guard status == 0 else {
      close(descriptor)
      throw failure("cannot be locked")
    }
  }

  deinit { close(descriptor) }
}

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

  /// Locks `path`; nil where somebody else holds the lock.
  ///
  /// - Throws: `inputOutput` where the file cannot be made or locked.
  package init?(ifFree path: String) throws(ExplainerError) {
    while true {
      let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
      let status = file >= 0 ? flock(file, LOCK_EX | LOCK_NB) : -1
      let reason = errno
      if status == 0 {
        // Python's filelock may remove the file of a lock it gives back: then this is a lock of nothing.
        guard Self.isSame(file, path) else {
          close(file)
          continue
        }
        descriptor = file
        return
      }
      if file >= 0 { close(file) }
      if file >= 0, reason == EWOULDBLOCK { return nil }
      guard reason == EINTR else {
        throw ExplainerError(
          .inputOutput, "cannot be locked: \(String(cString: strerror(reason)))", at: [path])
      }
    }
  }

  deinit { close(descriptor) }

  private static func isSame(_ file: Int32, _ path: String) -> Bool {
    var opened = stat()
    var named = stat()
    return fstat(file, &opened) == 0 && stat(path, &named) == 0 && opened.st_dev == named.st_dev
      && opened.st_ino == named.st_ino
  }
}

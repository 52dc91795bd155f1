package import Diagnostics
import Glibc

extension FileSystem {
  /// What tells the file at `path` from another one, or from itself once it has been written again; nil without one.
  ///
  /// Device, number, size, and when it was last written and last changed, in seconds and nanoseconds. Whoever may write to
  /// a file may set back the time of writing, but not that of the change.
  package static func stamp(_ path: String) -> [Int]? {
    var status = stat()
    return stat(path, &status) == 0 ? stamp(status) : nil
  }

  /// The same for a file that is open.
  package static func stamp(of descriptor: Int32) -> [Int]? {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? stamp(status) : nil
  }

  /// The same for a plain file of at most `limit` bytes that can be read.
  ///
  /// - Throws: `notFound` if there is none, `inputOutput` for a directory, a pipe, a device, or what cannot be read,
  ///   `limitReached` if it is too large.
  package static func stamp(ofPlainFile path: String, limit: Int) throws(ExplainerError) -> [Int] {
    // A pipe that nobody writes to would hold up the opening for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      guard errno == ENOENT || errno == ENOTDIR else { throw unreadable(path) }
      throw ExplainerError(.notFound, "no such file", at: [path])
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(path) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw isDirectory(path) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw notPlain(path) }
    guard status.st_size <= limit else { throw tooLarge(path, limit, found: "\(status.st_size)") }
    return stamp(status)
  }

  private static func stamp(_ status: stat) -> [Int] {
    [
      Int(status.st_dev), Int(bitPattern: UInt(status.st_ino)), Int(status.st_size), status.st_mtim.tv_sec,
      status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
    ]
  }
}

import Glibc

/// The worker's end of the pipe its jobs come through: each its size (u64, little-endian) and its bytes.
///
/// It is moved off standard input, where a plugin then finds the end of the input as ever.
package struct JobReader {
  private let descriptor: Int32

  package init() {
    descriptor = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 4)
    let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard nothing >= 0 else { return }
    dup2(nothing, STDIN_FILENO)
    close(nothing)
  }

  /// The next job; nil where there is none, or no whole one.
  package func next() -> [UInt8]? {
    guard let header = read(count: 8) else { return nil }
    let size = header.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    guard size < 1 << 34 else { return nil }
    return read(count: Int(size))
  }

  private func read(count: Int) -> [UInt8]? {
    var filled = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      while filled < count {
        let got = Glibc.read(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled)
        if got > 0 { filled += got } else if got == 0 || errno != EINTR { break }
      }
      initialized = filled
    }
    return filled == count ? bytes : nil
  }
}

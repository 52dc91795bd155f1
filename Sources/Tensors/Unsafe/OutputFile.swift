public import Diagnostics
import Glibc

/// A file being written under a temporary name beside its own; it appears only when `commit` has succeeded.
public final class OutputFile {
  private let path: String
  private let temporary: String
  private let descriptor: Int32
  private var isCommitted = false

  /// Starts a file that will be at `path`.
  ///
  /// - Throws: `inputOutput` if it cannot be created.
  public init(path: String) throws(ExplainerError) {
    self.path = path
    temporary = "\(path).\(getpid()).partial"
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    if descriptor < 0 { throw Self.failure("cannot be created", path) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if descriptor >= 0 && !isCommitted { unlink(temporary) }
  }

  /// Appends bytes.
  public func write(_ bytes: [UInt8]) throws(ExplainerError) {
    guard bytes.withUnsafeBytes(append) else { throw Self.failure("cannot be written", path) }
  }

  /// Appends the elements of a tensor, 32-bit little-endian, row-major.
  public func write(_ tensor: Tensor) throws(ExplainerError) {
    guard tensor.withUnsafeElements({ append(UnsafeRawBufferPointer($0)) }) else {
      throw Self.failure("cannot be written", path)
    }
  }

  /// Puts the file in place, over an existing one.
  public func commit() throws(ExplainerError) {
    guard rename(temporary, path) == 0 else { throw Self.failure("cannot be put in place", path) }
    isCommitted = true
  }

  private func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let done = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if done < 0 && errno == EINTR { continue }
      guard done > 0 else { return false }
      rest = rest.dropFirst(done)
    }
    return true
  }

  private static func failure(_ what: String, _ path: String) -> ExplainerError {
    ExplainerError(.inputOutput, "\(what): \(String(cString: strerror(errno)))", at: [path])
  }
}

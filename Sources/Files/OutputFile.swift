package import Diagnostics
import Glibc

/// A file being written that appears only when `commit` has succeeded, so that nothing half-written is ever there and
/// nothing old is lost, wherever the program is killed.
///
/// It has no name meanwhile where the file system can do that (`O_TMPFILE`), so that nothing stays behind; elsewhere a
/// temporary one beside its own. A link stays, and what it leads to is replaced; what is no plain file (`/dev/stdout`, a
/// named pipe) is written to as it is.
package final class OutputFile {
  /// How the file comes to its name.
  private enum Way {
    /// It gets one at the end.
    case nameless
    /// It has a temporary one.
    case renamed
    /// It is there, and stays.
    case direct
  }

  private let path: String
  private let temporary: String
  private let descriptor: Int32
  private let way: Way
  private var isCommitted = false

  /// Starts a file that will be at `path`.
  ///
  /// - Throws: `inputOutput` if it cannot be created.
  package init(_ path: String) throws(ExplainerError) {
    let existing = FileSystem.mode(path).map { $0 & S_IFMT }
    if let existing, existing != S_IFREG, existing != S_IFDIR {
      (self.path, temporary, way) = (path, path, .direct)
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
    } else {
      let target = existing == nil ? path : FileSystem.resolved(path) ?? path
      // Without /proc such a file could not be given a name.
      let nameless =
        access("/proc/self/fd", F_OK) == 0
        ? open(FileSystem.folder(of: target), Self.nameless | O_WRONLY | O_CLOEXEC, 0o644) : -1
      self.path = target
      if nameless >= 0 {
        // Whole when it gets this name, so that it may be anybody's; and only where there is something to replace.
        (temporary, way, descriptor) = ("\(target).partial", .nameless, nameless)
      } else {
        (temporary, way) = ("\(target).\(getpid()).partial", .renamed)
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
      }
    }
    if descriptor < 0 { throw Self.failure("cannot be created", path) }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    if !isCommitted, way == .renamed { unlink(temporary) }
  }

  /// Appends bytes.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(ExplainerError) {
    var sent = 0
    while sent < bytes.count {
      let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw Self.failure("cannot be written", path) }
      sent += count
    }
  }

  /// Appends bytes.
  package func write(_ bytes: [UInt8]) throws(ExplainerError) {
    do { try bytes.withUnsafeBytes { try write($0) } } catch { throw .wrapping(error) }
  }

  /// Puts the file in place, over an existing one.
  ///
  /// Signals that end a program wait meanwhile, so that none comes between a temporary name and its own.
  package func commit() throws(ExplainerError) {
    var (ends, before) = (sigset_t(), sigset_t())
    sigemptyset(&ends)
    for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&ends, signal) }
    pthread_sigmask(SIG_BLOCK, &ends, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    switch way {
    case .direct: break
    case .nameless where try giveName(): break
    case .nameless, .renamed:
      // Where the name is gone, another process was faster with a file for the same path, and put this one in place.
      guard rename(temporary, path) == 0 || way == .nameless && errno == ENOENT else {
        throw Self.failure("cannot be put in place", path)
      }
    }
    isCommitted = true
  }

  /// Gives the file its own name where that is free, else a temporary one, for a rename over what is there.
  ///
  /// - Returns: whether it has its own.
  private func giveName() throws(ExplainerError) -> Bool {
    func link(_ name: String) -> Bool {
      linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0
    }
    if link(path) { return true }
    for _ in 0..<100 where errno == EEXIST {
      if link(temporary) { return false }
      if errno == EEXIST { unlink(temporary) }
    }
    throw Self.failure("cannot be put in place", path)
  }

  /// `O_TMPFILE`, which Swift does not see.
  private static let nameless: Int32 = 0o20000000 | O_DIRECTORY

  /// Writes a whole file.
  package static func write(_ bytes: [UInt8], to path: String) throws(ExplainerError) {
    let file = try OutputFile(path)
    try file.write(bytes)
    try file.commit()
  }

  /// Checks that a file can be put at `path`, before the work whose result it will hold.
  ///
  /// - Throws: `inputOutput` for a folder that is missing or may not be written to, or a directory at `path`.
  package static func check(_ path: String) throws(ExplainerError) {
    let existing = FileSystem.mode(path).map { $0 & S_IFMT }
    if let existing, existing != S_IFREG, existing != S_IFDIR, access(path, W_OK) == 0 { return }
    let folder = FileSystem.folder(of: path)
    guard FileSystem.isDirectory(folder) else {
      throw ExplainerError(
        .inputOutput, "cannot be written: there is no folder '\(folder)'", at: [path],
        remedy: "make it with `mkdir -p '\(folder)'`")
    }
    guard !FileSystem.isDirectory(path) else {
      throw ExplainerError(
        .inputOutput, "cannot be written: it is a directory", at: [path],
        remedy: "name a file in it")
    }
    guard access(folder, W_OK) == 0 else {
      throw ExplainerError(
        .inputOutput, "cannot be written: the folder may not be written to", at: [path],
        remedy: "name a place in a folder of yours")
    }
  }

  private static func failure(_ what: String, _ path: String) -> ExplainerError {
    ExplainerError(.inputOutput, "\(what): \(String(cString: strerror(errno)))", at: [path])
  }
}

package import Diagnostics
import Glibc

/// A folder for one piece of work, removed after it.
///
/// It is locked while it is in use: where the program itself was killed, the next one that makes such a folder in the
/// same place finds folders without a lock and removes them.
package struct ScratchFolder: ~Copyable {
  /// Its absolute path, links resolved.
  package let path: String
  private let lock: Int32

  /// Makes a folder that only this user may enter below the temporary folder that `environment` names, in
  /// `$TMPDIR/explainer-UID`.
  ///
  /// - Throws: `inputOutput` where there is no place to write to.
  package init(_ environment: [String: String]) throws(ExplainerError) {
    let named = environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    guard let root = FileSystem.resolved(named) else { throw Self.failure(named) }
    let parent = "\(root)/explainer-\(geteuid())"
    _ = mkdir(parent, 0o700)
    if Self.isPrivate(parent) {
      try self.init(in: parent)
    } else {
      // Somebody else was there first; what is then left behind by a killed program stays.
      try self.init(template: "\(root)/explainer.XXXXXX")
    }
  }

  /// Makes a folder in `parent` whose name begins with `prefix`, and removes those of the same kind that nobody uses any
  /// more.
  ///
  /// - Throws: `inputOutput` where it cannot be made.
  package init(in parent: String, prefix: String = "") throws(ExplainerError) {
    Self.sweep(parent, prefix: prefix)
    try self.init(template: "\(parent)/\(prefix)XXXXXX")
  }

  private init(template: String) throws(ExplainerError) {
    while true {
      var name = Array(template.utf8CString)
      guard let made = mkdtemp(&name) else { throw Self.failure(FileSystem.folder(of: template)) }
      let path = String(cString: made)
      let lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      // A sweep of another process may have come between making, opening and locking.
      if lock < 0, errno == ENOENT { continue }
      guard lock >= 0 else {
        let error = Self.failure(path)
        rmdir(path)
        throw error
      }
      if flock(lock, LOCK_EX | LOCK_NB) == 0, FileSystem.isDirectory(path) {
        self.path = path
        self.lock = lock
        Self.note(path)
        return
      }
      close(lock)
    }
  }

  deinit {
    Self.forget(path)
    close(lock)
  }

  /// Removes the folder if there is nothing in it; false where something is.
  package func removeIfEmpty() -> Bool { rmdir(path) == 0 || errno == ENOENT }

  /// Removes everything in the folder; no link is followed.
  ///
  /// - Returns: false where there is too much of it, or somebody goes on making more.
  package func empty() -> Bool { FileSystem.empty(path, most: 100_000) }

  /// Removes the folder with everything in it, however deep; no link is followed.
  package func remove() { FileSystem.remove(path) }

  private static func failure(_ path: String) -> ExplainerError {
    ExplainerError(
      .inputOutput, "no scratch folder can be made: \(String(cString: strerror(errno)))", at: [path],
      remedy: "name a folder you may write to: TMPDIR=FOLDER")
  }

  private static func isPrivate(_ path: String) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0 else { return false }
    return status.st_mode & S_IFMT == S_IFDIR && status.st_uid == geteuid() && status.st_mode & 0o077 == 0
  }

  /// Removes what calls have left behind whose process was killed.
  private static func sweep(_ parent: String, prefix: String) {
    for name in FileSystem.entries(of: parent, hidden: prefix.hasPrefix(".")) where name.hasPrefix(prefix) {
      let path = "\(parent)/\(name)"
      let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { FileSystem.remove(path) }
      close(descriptor)
    }
  }
}

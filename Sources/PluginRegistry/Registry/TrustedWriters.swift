package import Diagnostics
import Files
import Glibc

/// Those who may change what this program obeys: this user and root; and whoever could put another program in this one's place,
/// which would be obeyed as well: those that its executable, and the folders on the way to it, belong to.
package struct TrustedWriters: Sendable {
  private var owners: Set<UInt32> = [0, geteuid()]
  private var groups: Set<UInt32> = [0]

  /// Those of the program at `executable`; this user and root alone without one.
  package init(executable: String? = nil) {
    guard let executable else { return }
    Self.visit(executable) { _, status in
      owners.insert(status.st_uid)
      if status.st_mode & S_IWGRP != 0 { groups.insert(status.st_gid) }
      return true
    }
  }

  /// Why what `path` names must not be obeyed: somebody else may write to it, or to a folder on the way to it, or it is somebody
  /// else's.
  ///
  /// A folder in which only owners replace what is theirs (`/tmp`) may be on the way.
  ///
  /// - Parameters:
  ///   - what: what it is, for the message: `the registry`.
  ///   - keepsCompany: whether what lies beside it counts too, so that nobody else may put something there.
  ///   - label: where the error is said to be.
  /// - Returns: nil where all is well, or there is nothing.
  package func refusal(
    of path: String, _ what: String, keepsCompany: Bool = false, label: String
  ) -> ExplainerError? {
    var flaw: Flaw?
    var last: (path: String, mode: UInt32)?
    Self.visit(path) { path, status in
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      flaw = self.flaw(path, status, isFolder: isFolder)
      if isFolder { last = (path, status.st_mode) }
      return flaw == nil
    }
    if flaw == nil, keepsCompany, let last, last.mode & S_IWOTH != 0 {
      flaw = Flaw(path: last.path, isFolder: true, cause: .anybody)
    }
    return flaw?.error(what, label: label)
  }

  private func flaw(_ path: String, _ status: stat, isFolder: Bool) -> Flaw? {
    let cause: Flaw.Cause
    let isShared = isFolder && status.st_mode & S_ISVTX != 0
    if !owners.contains(status.st_uid) {
      cause = .owner(status.st_uid)
    } else if status.st_mode & S_IFMT == S_IFLNK || isShared {
      return nil
    } else if status.st_mode & S_IWOTH != 0 {
      cause = .anybody
    } else if status.st_mode & S_IWGRP != 0, !groups.contains(status.st_gid),
      !UserGroup(status.st_gid).isPrivate(to: owners)
    {
      cause = .group(status.st_gid)
    } else {
      return nil
    }
    return Flaw(path: path, isFolder: isFolder, cause: cause)
  }

  /// Calls `body` with every folder and link on the way from the root to what `path` names, and with that, until it says false;
  /// ends where there is nothing.
  private static func visit(_ path: String, _ body: (String, stat) -> Bool) {
    var status = stat()
    guard lstat("/", &status) == 0, body("/", status) else { return }
    var folder = ""
    var left = Array(FileSystem.absolute(path).split(separator: "/").map(String.init).reversed())
    var links = 0
    while let name = left.popLast() {
      if name == "." { continue }
      if name == ".." {
        folder = folder.lastIndex(of: "/").map { String(folder[..<$0]) } ?? ""
        continue
      }
      let next = "\(folder)/\(name)"
      guard lstat(next, &status) == 0, body(next, status) else { return }
      guard status.st_mode & S_IFMT == S_IFLNK, links < 40, let target = FileSystem.linkTarget(next) else {
        folder = next
        continue
      }
      links += 1
      if target.hasPrefix("/") { folder = "" }
      left += target.split(separator: "/").map(String.init).reversed()
    }
  }
}

/// What is wrong with who may write to something.
private struct Flaw {
  enum Cause {
    case anybody
    case group(UInt32)
    case owner(UInt32)
  }

  let path: String
  let isFolder: Bool
  let cause: Cause

  /// The error about `what`, which lies at `path` or in that folder.
  func error(_ what: String, label: String) -> ExplainerError {
    let thing = isFolder ? "a folder \(what.prefix { $0 != "," }) lies in" : what
    let message: String
    let remedy: String
    switch cause {
    case .anybody: (message, remedy) = ("anybody may write to \(thing)", "run `chmod o-w '\(path)'`")
    case .group(let group):
      (message, remedy) = ("\(UserGroup(group).words) may write to \(thing)", "run `chmod g-w '\(path)'`")
    case .owner(let owner):
      (message, remedy) = (
        "\(thing) belongs to user \(owner), who could change it",
        "if you trust what is there now, copy it to a folder of your own, or as root run `chown \(geteuid()) '\(path)'`"
      )
    }
    return ExplainerError(
      .pluginUnavailable, message, at: [label], found: path == label ? nil : path, remedy: remedy)
  }
}

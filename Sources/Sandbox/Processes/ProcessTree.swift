import Files
package import Glibc

/// A process and all that it has started.
package enum ProcessTree {
  /// Ends a child of this process with all that it has started: asked first, then killed, within about a second.
  ///
  /// What has left its parents (a daemon) is not found.
  package static func end(_ root: pid_t) {
    let members = members(of: root)
    for process in members { kill(process, SIGTERM) }
    var status: Int32 = 0
    for _ in 0..<100 {
      if waitpid(root, &status, WNOHANG) != 0, !members.dropFirst().contains(where: { kill($0, 0) == 0 }) {
        return
      }
      usleep(10_000)
    }
    for process in members { kill(process, SIGKILL) }
    while waitpid(root, &status, 0) < 0 && errno == EINTR {}
  }

  /// A process and those below it, as they are now; parents first.
  static func members(of root: pid_t) -> [pid_t] {
    var found = [root]
    var next = 0
    while next < found.count {
      let process = found[next]
      for thread in FileSystem.entries(of: "/proc/\(process)/task") {
        let path = "/proc/\(process)/task/\(thread)/children"
        let text = (try? FileSystem.read(path, limit: 1 << 20)) ?? []
        found += text.split(separator: UInt8(ascii: " ")).compactMap {
          pid_t(String(decoding: $0, as: UTF8.self))
        }
      }
      next += 1
    }
    return found
  }
}

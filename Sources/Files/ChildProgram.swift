package import Diagnostics
import Glibc

/// A program of ours that is given its input, and whose output is all there is to it.
package enum ChildProgram {
  /// Runs `path` without arguments.
  ///
  /// - Parameter limit: how many bytes its output may have; one that writes more counts as one that did not end well.
  /// - Returns: what it wrote to standard output; nil where it did not end well.
  /// - Throws: `internalFault` where it cannot be started, `limitReached` where there is no process or descriptor left, or
  ///   where somebody else has ended it.
  package static func output(
    of path: String, input: [UInt8], limit: Int = 1 << 30
  ) throws(ExplainerError) -> [UInt8]? {
    var toChild: [Int32] = [-1, -1]
    var fromChild: [Int32] = [-1, -1]
    guard pipe(&toChild) == 0 else { throw failure(path, errno) }
    guard pipe(&fromChild) == 0 else {
      toChild.forEach { close($0) }
      throw failure(path, errno)
    }
    for end in toChild + fromChild { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, toChild[0], STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, fromChild[1], STDOUT_FILENO)
    var process: pid_t = 0
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(path), nil]
    defer { free(arguments[0]) }
    let status = posix_spawn(&process, path, &actions, nil, &arguments, environ)
    close(toChild[0])
    close(fromChild[1])
    guard status == 0 else {
      close(toChild[1])
      close(fromChild[0])
      throw failure(path, status)
    }
    // The child reads everything before it answers, so writing first cannot wait for reading.
    signal(SIGPIPE, SIG_IGN)
    write(input, to: toChild[1])
    close(toChild[1])
    let output = read(fromChild[0], limit: limit)
    close(fromChild[0])
    var end: Int32 = 0
    while waitpid(process, &end, 0) < 0 && errno == EINTR {}
    if let number = Self.killing(end) {
      throw ExplainerError(
        .limitReached, "was ended by another program (signal \(number))", at: [path],
        remedy: "the system does so where memory runs short; try again")
    }
    return end == 0 ? output : nil
  }

  /// The signal by which a process was ended that no input can make it end by.
  private static func killing(_ end: Int32) -> Int32? {
    let number = end & 0x7F
    return [SIGKILL, SIGTERM, SIGINT, SIGHUP].contains(number) ? number : nil
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 { sent += count } else if errno != EINTR { return }
    }
  }

  /// All there is to read; nil where that is more than `limit`, and the child then finds that nobody reads.
  private static func read(_ descriptor: Int32, limit: Int) -> [UInt8]? {
    var all: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let got = Glibc.read(descriptor, &chunk, chunk.count)
      guard all.count + max(got, 0) <= limit else { return nil }
      if got > 0 { all.append(contentsOf: chunk[..<got]) } else if got == 0 || errno != EINTR { return all }
    }
  }

  private static func failure(_ path: String, _ number: Int32) -> ExplainerError {
    let isLimit = [EMFILE, ENFILE, EAGAIN, ENOMEM].contains(number)
    return ExplainerError(
      isLimit ? .limitReached : .internalFault, "cannot be started: \(String(cString: strerror(number)))",
      at: [path])
  }
}

import Diagnostics
import Files
import Glibc
import Sandbox

/// A command of the author's, run by the shell in a folder; what it prints goes to standard error, where everything
/// goes that is not data.
struct ShellCommand {
  private let command: String
  private let folder: String
  private let variables: [String: String]

  init(_ command: String, folder: String, variables: [String: String]) {
    self.command = command
    self.folder = folder
    self.variables = variables
  }

  /// Runs it to the end and gives its exit status as a shell would.
  ///
  /// - Throws: `inputOutput` where no shell can be started, `cancelled` after an interrupt: what it has started is ended then.
  func run() throws(ExplainerError) -> Int32 {
    // The folder and the command are arguments, so that no character of theirs means anything to this line.
    let words = ["/bin/sh", "-c", "cd \"$1\" && shift && exec /bin/sh -c \"$1\" 1>&2", "sh", folder, command]
    let environment = ProcessEnvironment.variables().merging(variables) { _, new in new }
    let arguments = words.map { strdup($0) } + [nil]
    let entries = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in arguments + entries { free(text) } }
    let watch = try InterruptWatch()
    var process: pid_t = 0
    let failure = posix_spawn(&process, "/bin/sh", nil, nil, arguments, entries)
    guard failure == 0 else {
      throw ExplainerError(.inputOutput, "the shell cannot be started: \(String(cString: strerror(failure)))")
    }
    var status: Int32 = 0
    while true {
      let ended = waitpid(process, &status, WNOHANG)
      if ended == process || ended < 0 && errno != EINTR { break }
      if Poll.wait([watch.cancellation.signal], milliseconds: 10)[0] {
        ProcessTree.end(process)
        throw ExplainerError(.cancelled, "interrupted")
      }
    }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }
}

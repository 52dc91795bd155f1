import Diagnostics
import Glibc
import PluginHost
import PluginRegistry

let arguments = Array(CommandLine.arguments.dropFirst())

// A worker is this same program; it parses no command line.
if arguments.first == WorkerMain.argument { WorkerMain.run() }

// Where a file has reached the size that is allowed (`ulimit -f`), writing fails instead of ending the program; what it starts
// is not affected, as it would be by ignoring the signal.
_ = signal(SIGXFSZ) { _ in }
// Nor does a reader that has gone: writing fails then too.
_ = signal(SIGPIPE) { _ in }

do {
  switch arguments.first {
  // Shells ask what could follow what was typed.
  case CompletionRequest.word:
    StandardOutput.writeLine(CompletionRequest.answer(Array(arguments.dropFirst()), .current()))
  case ManualRequest.word:
    StandardOutput.write(Array(try ManualRequest.page(.current()).utf8))
  default:
    try ArgumentText.check(arguments)
    try CommandLineReader.read(arguments).run()
  }
} catch {
  let error = ExplainerError.wrapping(error)
  StandardError.write("error: \(error)")
  StandardOutput.exit(error.code.exitCode)
}

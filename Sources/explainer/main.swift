import PluginRegistry
import ArgumentParser
import Diagnostics
import PluginHost

let arguments = Array(CommandLine.arguments.dropFirst())

// A worker is this same program; it parses no command line.
if arguments.first == WorkerMain.argument { WorkerMain.run() }

do {
  switch arguments.first {
  // Shells ask what could follow what was typed.
  case CompletionRequest.word:
    StandardOutput.writeLine(CompletionRequest.answer(Array(arguments.dropFirst()), .current()))
  case ManualRequest.word:
    StandardOutput.write(Array(try ManualRequest.page(.current()).utf8))
  default:
    try ArgumentText.check(arguments)
    try ExplainerCommand.check(arguments)
    try RepeatedOptions.check(arguments)
    var command = try ExplainerCommand.parseAsRoot(TextArguments.joined(arguments))
    try command.run()
  }
} catch let error as ExplainerError {
  StandardError.write("error: \(error)")
  StandardOutput.exit(error.code.exitCode)
} catch {
  ExplainerCommand.exit(withError: error)
}

import ArgumentParser
import Diagnostics
import ExplainerHost

// A worker is this same program; it parses no command line.
if CommandLine.arguments.dropFirst().first == WorkerMain.argument { WorkerMain.run() }

do {
  var command = try ExplainerCommand.parseAsRoot(TextArguments.joined(CommandLine.arguments.dropFirst()))
  try command.run()
} catch let error as ExplainerError {
  StandardError.write("error: \(error)")
  StandardOutput.exit(error.code.exitCode)
} catch {
  ExplainerCommand.exit(withError: error)
}

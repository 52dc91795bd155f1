import ArgumentParser

/// `explainer completions SHELL`: the script with which a shell completes this program's command line.
struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions",
    abstract: "Print the script with which a shell completes explainer's commands.",
    discussion: """
      To use it at once: 'source <(explainer completions bash)', the same for zsh, and for fish \
      'explainer completions fish | source'. The script's first lines say where to put it for good. What it offers it \
      asks of the program: commands, options, entry points, their parameters and the models of this machine.
      """)

  @Argument(help: "bash, zsh or fish.", completion: .list(CompletionShell.allCases.map(\.rawValue)))
  var shell: CompletionShell

  func run() { StandardOutput.writeLine(shell.script) }
}

/// `explainer completions SHELL`: the script with which a shell completes this program's command line.
enum CompletionsCommand {
  static let command = Command(
    name: "completions", summary: "Print the script with which a shell completes explainer's commands.",
    discussion: """
      To use it at once: 'source <(explainer completions bash)', the same for zsh, and for fish \
      'explainer completions fish | source'. The script's first lines say where to put it for good. What it offers it \
      asks of the program: commands, options, entry points, their parameters and the models of this machine.
      """,
    arguments: [
      .positional("shell", "the shell", values: .choices(CompletionShell.allCases.map(\.rawValue)))
    ]
  ) { given in
    let shell: CompletionShell? = given.choice("shell")
    StandardOutput.writeLine(shell?.script ?? "")
  }
}

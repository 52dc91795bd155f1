import PluginRegistry

extension Command {
  /// The program: `explainer COMMAND`.
  static let program = Command(
    name: "explainer", summary: "Why did this language model say that?",
    discussion: """
      Try: explainer run predictions --model demo-gpt2 --text " Heathrow airport is in the city of"

      \(ExitStatus.sentence)
      """,
    usage: "<command>", arguments: [.flag("version", "show the version")],
    subcommands: [
      ListCommand.command, ListEntryPointsCommand.command, InfoCommand.command, RunCommand.command,
      TraceCommand.command, ContinueCommand.command, SitesCommand.command, TokenizeCommand.command,
      ChainCommand.command,
      SessionCommand.command,
      ModelsCommand.command, DoctorCommand.command, CompletionsCommand.command, HelpCommand.command,
    ]
      + [
        InstallCommand.command, UpdateCommand.command, UninstallCommand.command, ImportCommand.command,
        GenerateCommand.command, BuildCommand.command, ConformCommand.command, ExtractCommand.command,
      ].map { command in
        var command = command
        command.heading = "EXPLAINERS OF OTHERS, AND YOUR OWN"
        return command
      }
  ) { given in
    StandardOutput.writeLine(
      given.isOn("version")
        ? ProgramVersion.described(.current())
        : try WelcomeText(.current(), program: CommandLine.arguments.first ?? "explainer").text())
  }
}

import ArgumentParser

/// The program: `explainer SUBCOMMAND`.
struct ExplainerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explainer",
    abstract: "Why did this language model say that?",
    discussion: """
      Try: explainer run predictions --model demo-gpt2 --text " Heathrow airport is in the city of"

      Exit codes: 0 done, 64 wrong usage, 65 bad data (model, text), 66 missing input, 69 plugin unavailable, 70 \
      fault of a plugin or of the program, 74 input/output error, 75 limit reached, 130 interrupted.
      """,
    version: "explainer \(ProgramVersion.text)",
    subcommands: [
      ListCommand.self, ListEntryPointsCommand.self, InfoCommand.self, RunCommand.self, TraceCommand.self,
      TokenizeCommand.self, ChainCommand.self, SessionCommand.self, ModelsCommand.self, DoctorCommand.self,
    ],
    groupedSubcommands: [
      CommandGroup(
        name: "Explainers of others, and your own",
        subcommands: [
          InstallCommand.self, UpdateCommand.self, UninstallCommand.self, ImportCommand.self,
          GenerateCommand.self, BuildCommand.self, ConformCommand.self, ExtractCommand.self,
        ])
    ])
}

/// The program's version.
enum ProgramVersion {
  static let text = "0.1.0"
  /// The program with its version, for what it writes.
  static let program = "explainer \(text)"
}

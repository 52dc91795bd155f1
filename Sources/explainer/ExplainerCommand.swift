import ArgumentParser
import Diagnostics
import PluginRegistry

/// The program: `explainer SUBCOMMAND`.
struct ExplainerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explainer",
    abstract: "Why did this language model say that?",
    discussion: """
      Try: explainer run predictions --model demo-gpt2 --text " Heathrow airport is in the city of"

      \(ExitStatus.sentence)
      """,
    version: ProgramVersion.described(.current()),
    subcommands: [
      ListCommand.self, ListEntryPointsCommand.self, InfoCommand.self, RunCommand.self, TraceCommand.self,
      TokenizeCommand.self, ChainCommand.self, SessionCommand.self, ModelsCommand.self, DoctorCommand.self,
      CompletionsCommand.self,
    ],
    groupedSubcommands: [
      CommandGroup(
        name: "Explainers of others, and your own",
        subcommands: [
          InstallCommand.self, UpdateCommand.self, UninstallCommand.self, ImportCommand.self,
          GenerateCommand.self, BuildCommand.self, ConformCommand.self, ExtractCommand.self,
        ])
    ])
  /// Refuses a first word that is no command, with what was probably meant.
  ///
  /// - Throws: `badParameter`.
  static func check(_ arguments: [String]) throws(ExplainerError) {
    guard let word = arguments.first, !word.hasPrefix("-") else { return }
    let known = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    guard !known.contains(word) else { return }
    let isEntryPoint = (try? Registry(.current()).entryPoint(named: word)) != nil
    let near = Suggestion.nearest(to: word, among: known)
    throw ExplainerError(
      .badParameter, "there is no command '\(word)'",
      remedy: isEntryPoint
        ? "'explainer run \(word)' runs the entry point of that name"
        : near.map { "did you mean '\($0)'?" } ?? "'explainer --help' lists the commands")
  }

  /// Without a subcommand: what one can do next.
  func run() throws {
    StandardOutput.writeLine(
      try FirstWords(.current(), program: CommandLine.arguments.first ?? "explainer").text())
  }
}

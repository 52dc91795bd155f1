import Diagnostics

/// What can be wrong with a command line, in one wording: what, what was expected, and what was probably meant or where
/// it is described.
struct CommandLineError {
  private let command: Command
  private let context: String

  /// - Parameters:
  ///   - command: the command that the words were for.
  ///   - context: the words that name it.
  init(_ command: Command, _ context: String) {
    self.command = command
    self.context = context
  }

  private var name: String { context.isEmpty ? "'explainer'" : "'\(context)'" }
  private var call: String { context.isEmpty ? "explainer" : "explainer \(context)" }

  /// Where the options are listed.
  var help: String {
    "'\(call) --help' lists the \(command.subcommands.isEmpty ? "options" : "commands")"
  }

  /// An option that the command does not have.
  func unknownOption(_ word: String) -> ExplainerError {
    ExplainerError(.badParameter, "\(name) has no option \(word)", remedy: meant(by: word) ?? help)
  }

  private func meant(by word: String) -> String? {
    if !word.hasPrefix("--") {
      // One dash before a long name, a value stuck to a short one, several short ones in one.
      if command.option("-\(word)") != nil { return "did you mean -\(word)?" }
      let letter = String(word.prefix(2))
      if let option = command.option(letter) {
        return option.kind == .flag
          ? "\(letter) stands by itself" : "a blank belongs between: \(letter) \(word.dropFirst(2))"
      }
      return nil
    }
    let written = String(word.dropFirst(2)).replacing("_", with: "-")
    if written.hasPrefix("no-"), let option = command.option("--\(written.dropFirst(3))"),
      option.kind == .flag
    {
      return "\(option.label)=false turns it off"
    }
    let known = command.options.flatMap { [$0.name] + ($0.isNegatable ? ["no-\($0.name)"] : []) }
    if let near = Suggestion.nearest(to: written, among: known) { return "did you mean --\(near)?" }
    if let owner = command.subcommands.first(where: { $0.option(word) != nil }) {
      return "options follow the command they are for: \(call) \(owner.name) \(word)"
    }
    return command.entryPointWords > 0 ? "an entry point's own options follow its name" : nil
  }

  /// An option without a value; `next` is the option that stands in the value's place.
  func noValue(_ word: String, before next: String? = nil) -> ExplainerError {
    ExplainerError(
      .badParameter, "\(word) of \(name) needs a value", found: next.map { "the option \($0)" },
      remedy: next.map { "where that is the value: \(word)=\($0)" } ?? help)
  }

  /// A switch that is given a value which is neither on nor off, or one too many.
  func noSwitch(_ word: String, _ value: String) -> ExplainerError {
    ExplainerError(
      .badParameter, "\(word) of \(name) cannot be '\(value)'", expected: "nothing, =true or =false",
      remedy: help)
  }

  /// An option that takes one value, with another.
  func givenTwice(_ word: String) -> ExplainerError {
    ExplainerError(.badParameter, "\(word) is given twice, and \(name) takes one", remedy: help)
  }

  /// A word that no argument is left for.
  func extraWord(_ word: String) -> ExplainerError {
    ExplainerError(
      .badParameter, "'\(word)' is one word too many for \(name)",
      remedy: command.option("--text") != nil ? "texts are given with --text, in quotes" : help)
  }

  /// A word in the place of a command that there is not.
  func unknownCommand(_ word: String, isEntryPoint: Bool) -> ExplainerError {
    let near = Suggestion.nearest(to: word, among: command.subcommands.map(\.name))
    return ExplainerError(
      .badParameter, "there is no command '\(context.isEmpty ? word : "\(context) \(word)")'",
      remedy: isEntryPoint
        ? "'explainer run \(word)' runs the entry point of that name"
        : near.map { "did you mean '\($0)'?" } ?? help)
  }

  /// An argument that must be given.
  func missing(_ name: String) -> ExplainerError {
    let argument = command.arguments.first { $0.name == name }
    return ExplainerError(
      .badParameter, "\(self.name) needs \(argument?.label ?? name)", expected: argument?.summary,
      remedy: help)
  }
}

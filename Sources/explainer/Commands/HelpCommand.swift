/// `explainer help [COMMAND …]`: what `COMMAND --help` says.
enum HelpCommand {
  static let command = Command(
    name: "help",
    summary: "Show the help of the program, of a command or of an entry point.",
    arguments: [
      .positional(
        "command", "the words that name it: 'models list', 'run predictions'", isRequired: false,
        repeats: true)
    ], run: run)

  private static func run(_ given: GivenArguments) throws {
    var reader = CommandLineReader()
    for word in given.all("command") { try reader.read(word) }
    StandardOutput.writeLine(reader.command.help(reader.context.joined(separator: " ")))
  }
}

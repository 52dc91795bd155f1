import Diagnostics
import PluginRegistry

/// What a command line gives to the command it names.
struct GivenArguments {
  let command: Command
  /// The words that name the command, without the program's: `models list`; empty for the program by itself.
  let context: String
  /// The values by the arguments' names, in the order they were given; `true` and `false` for switches.
  let values: [String: [String]]
  /// When reading the line began.
  let start: ContinuousClock.Instant
  /// The entry point that was named, and the registry it was found in.
  let target: (entryPoint: RegisteredEntryPoint, registry: Registry)?

  /// The value of an argument, else its default.
  subscript(_ name: String) -> String? { values[name]?.last ?? argument(name)?.defaultValue }

  /// All values of an argument that may be repeated.
  func all(_ name: String) -> [String] { values[name] ?? [] }

  /// Whether a switch is on.
  func isOn(_ name: String) -> Bool { self[name] == "true" }

  /// One of an option's choices.
  func choice<Choice: RawRepresentable<String>>(_ name: String) -> Choice? {
    self[name].flatMap(Choice.init(rawValue:))
  }

  /// The value of an argument that must be given, or has a default.
  ///
  /// - Throws: `badParameter` where it is missing.
  func value(_ name: String) throws(ExplainerError) -> String {
    guard let value = self[name] else { throw missing(name) }
    return value
  }

  /// A whole number that has been found legal.
  ///
  /// - Throws: `badParameter` where there is none.
  func wholeNumber(_ name: String) throws(ExplainerError) -> Int {
    guard let number = Int(try value(name)) else { throw missing(name) }
    return number
  }

  /// What is to be said where an argument is missing.
  func missing(_ name: String) -> ExplainerError { CommandLineError(command, context).missing(name) }

  /// Does what the command does, or shows its help.
  func run() throws {
    guard !isOn(Argument.help.name), let run = command.run else {
      return StandardOutput.writeLine(command.help(context))
    }
    try run(self)
  }

  /// The row of the command's table; commands ask for what is in it.
  private func argument(_ name: String) -> Argument? {
    let argument = command.arguments.first { $0.name == name }
    assert(argument != nil || name == Argument.help.name, "'\(context)' has no argument '\(name)'")
    return argument
  }
}

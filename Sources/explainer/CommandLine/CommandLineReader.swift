import Diagnostics
import ExplainerCore
import PluginRegistry

/// Reads a command line word by word: which command it names, and what it gives to it.
///
/// The same reader tells what a whole line means and where in an unfinished one the cursor is. `--name value`,
/// `--name=value`, `-o value`; switches stand alone, and where it means something `--no-name` turns one off; `_` and `-`
/// in names are the same; options may stand before and after the words, and after `--` nothing is an option. What
/// follows an option that takes a value is its value, with a dash too, unless it is an option of the command itself and
/// the value no text.
struct CommandLineReader {
  private(set) var command: Command
  /// The words that name the command, the program's name left out.
  private(set) var context: [String] = []
  /// The options so far, by name.
  private(set) var options: [String: [String]] = [:]
  /// The words that are no options.
  private(set) var positionals: [String] = []
  /// The option whose value comes next, as it was written.
  private(set) var pending: (option: Argument, word: String)?
  /// Whether options are over, after `--`.
  private(set) var isPlain = false
  private let start = ContinuousClock.now
  private var registry: Registry?
  private var entryPoint: RegisteredEntryPoint?

  /// - Parameters:
  ///   - program: the command that the first word belongs to.
  ///   - registry: where entry points are looked for; that of the running program is read where one is named.
  init(_ program: Command = .program, registry: Registry? = nil) {
    command = program
    self.registry = registry
  }

  /// Reads a whole line, the program's name left out.
  ///
  /// - Throws: `badParameter` for what the command does not take, or needs; what reading a registry throws.
  static func read(_ words: [String], of program: Command = .program) throws(ExplainerError) -> GivenArguments
  {
    var reader = CommandLineReader(program)
    for (index, word) in words.enumerated() {
      do throws(ExplainerError) { try reader.read(word) } catch {
        // Who asks for help need not have got the options right.
        guard word.hasPrefix("-"), words[index...].contains(where: Argument.help.isCalled) else {
          throw error
        }
        reader.options[Argument.help.name] = ["true"]
        break
      }
    }
    return try reader.finished()
  }

  private var error: CommandLineError { CommandLineError(command, context.joined(separator: " ")) }

  /// Reads the next word; where it throws, the word is as if it had not been there.
  mutating func read(_ word: String) throws(ExplainerError) {
    if let (option, name) = pending {
      pending = nil
      guard option.values.isText || command.option(word) == nil else {
        throw error.noValue(name, before: word)
      }
      options[option.name, default: []].append(word)
    } else if isPlain || !word.hasPrefix("-") || word == "-" {
      try readPositional(word)
    } else if word == "--" {
      isPlain = true
    } else {
      try readOption(word)
    }
  }

  private mutating func readOption(_ word: String) throws(ExplainerError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let (name, attached) = (parts[0], parts.count > 1 ? parts[1] : nil)
    guard let option = command.option(name) else {
      if let inner = command.defaultSubcommand.flatMap(command.subcommand), inner.option(name) != nil {
        enter(inner)
        return try readOption(word)
      }
      throw error.unknownOption(name)
    }
    let before = options[option.name]
    switch option.kind {
    case .positional: break
    case .flag:
      let isNegated = option.isNegated(by: name)
      let value = attached ?? (isNegated ? "false" : "true")
      guard value == "true" || value == "false", !isNegated || attached == nil else {
        throw error.noSwitch(name, value)
      }
      // Twice the same does no harm.
      guard before == nil || before == [value] else { throw error.givenTwice(name) }
      options[option.name] = [value]
    case .option:
      guard option.repeats || before == nil else { throw error.givenTwice(name) }
      if let attached { options[option.name, default: []].append(attached) } else { pending = (option, name) }
    }
  }

  private mutating func readPositional(_ word: String) throws(ExplainerError) {
    guard command.subcommands.isEmpty else {
      guard let inner = command.subcommand(word) else {
        let isEntryPoint = context.isEmpty && (try? findEntryPoint(word)) != nil
        throw error.unknownCommand(word, isEntryPoint: isEntryPoint)
      }
      return enter(inner)
    }
    guard command.positional(positionals.count) != nil else { throw error.extraWord(word) }
    guard command.entryPointWords == positionals.count + 1 else { return positionals.append(word) }
    let found = try findEntryPoint((positionals + [word]).joined(separator: "/"))
    (entryPoint, positionals) = (found, [])
    command = Command(running: found.entryPoint)
    context = ["run", found.entryPoint.name]
  }

  private mutating func enter(_ inner: Command) {
    command = inner
    context.append(inner.name)
  }

  private mutating func findEntryPoint(_ name: String) throws(ExplainerError) -> RegisteredEntryPoint {
    let known: Registry
    if let registry { known = registry } else { known = try Registry(.current()) }
    registry = known
    return try known.entryPoint(named: name)
  }

  /// What was given, once all words have been read.
  ///
  /// - Throws: `badParameter` for what is missing or not legal, unless help is asked for.
  private func finished() throws(ExplainerError) -> GivenArguments {
    var end = self
    var values = options
    if options[Argument.help.name] == nil {
      if let pending { throw error.noValue(pending.word) }
      if let inner = command.defaultSubcommand.flatMap(command.subcommand) { end.enter(inner) }
      for (index, word) in positionals.enumerated() {
        if let argument = command.positional(index) { values[argument.name, default: []].append(word) }
      }
      for argument in end.command.arguments {
        guard let given = values[argument.name] else {
          if argument.isRequired { throw end.error.missing(argument.name) }
          continue
        }
        for value in given { try argument.values.check(value, of: argument.label, help: end.error.help) }
      }
    }
    return GivenArguments(
      command: end.command, context: end.context.joined(separator: " "), values: values, start: start,
      target: entryPoint.flatMap { entryPoint in registry.map { (entryPoint, $0) } })
  }
}

import PluginRegistry

/// Says what could stand at the end of an unfinished command line.
///
/// Commands, options, and the names this machine knows right now. Reads registries and folders; starts no worker and
/// loads no model.
struct Completer {
  private let names: CompletionNames

  init(_ installation: Installation) { names = CompletionNames(installation) }

  /// What could stand in the place of the current word.
  func answer(to words: CompletionWords) -> CompletionAnswer {
    var place = CommandLineReader(registry: names.registry)
    for word in words.before {
      do { try place.read(word) } catch {
        // A slip in an option is told when the line is run; of a command that is not there nothing is known.
        guard word.hasPrefix("-") else { return CompletionAnswer() }
      }
    }
    return answer(at: place, to: words.current)
  }

  private func answer(at place: CommandLineReader, to prefix: String) -> CompletionAnswer {
    if let (option, _) = place.pending { return value(of: option, prefix) }
    let command = place.command
    let argument = command.positional(place.positionals.count)
    if !place.isPlain, prefix.hasPrefix("-"), prefix != "-" || !takesDash(argument) {
      guard prefix.hasPrefix("--"), let equals = prefix.firstIndex(of: "=") else {
        return CompletionAnswer(candidates: options(at: place, prefix))
      }
      guard let option = command.option(String(prefix[..<equals])) else { return CompletionAnswer() }
      return value(of: option, String(prefix[prefix.index(after: equals)...]))
    }
    if command.name == HelpCommand.command.name {
      return CompletionAnswer(candidates: topics(place.positionals, prefix))
    }
    guard command.subcommands.isEmpty else {
      return CompletionAnswer(candidates: subcommands(of: command, prefix))
    }
    guard let argument else {
      return CompletionAnswer(candidates: prefix.isEmpty ? options(at: place, prefix) : [])
    }
    if command.entryPointWords == 2, let explainer = place.positionals.first {
      return CompletionAnswer(candidates: names.entryPoints(of: explainer, prefix))
    }
    return value(of: argument, prefix)
  }

  /// Whether a lone dash may be meant: standard input in an argument's place.
  private func takesDash(_ argument: Argument?) -> Bool { argument?.summary.contains("'-'") ?? false }

  private func value(of argument: Argument, _ prefix: String) -> CompletionAnswer {
    let value = argument.completedValue
    var answer = CompletionAnswer(candidates: names.candidates(value, prefix), paths: value.paths)
    answer.note = argument.values.words.map { _ in argument.notes } ?? argument.summary
    return answer
  }

  /// What `help` can tell of after these words.
  private func topics(_ words: [String], _ prefix: String) -> [CompletionAnswer.Candidate] {
    var place = CommandLineReader(registry: names.registry)
    for word in words where (try? place.read(word)) == nil { return [] }
    return place.command.entryPointWords == 1
      ? value(of: .entryPoint, prefix).candidates : subcommands(of: place.command, prefix)
  }

  private func subcommands(of command: Command, _ prefix: String) -> [CompletionAnswer.Candidate] {
    command.subcommands.filter { $0.name.hasPrefix(prefix) }.map { .init(word: $0.name, summary: $0.summary) }
  }

  /// The options that can still be given, those of the command that runs where none is named too; negated forms where
  /// they are asked for, short ones never.
  private func options(at place: CommandLineReader, _ prefix: String) -> [CompletionAnswer.Candidate] {
    let written = prefix.replacing("_", with: "-")
    let inner = place.command.defaultSubcommand.flatMap(place.command.subcommand)
    let free = ((inner?.arguments.filter { $0.kind != .positional } ?? []) + place.command.options).filter {
      $0.repeats || place.options[$0.name] == nil
    }
    let plain = free.filter { $0.label.hasPrefix(written) }
      .map { CompletionAnswer.Candidate(word: $0.label, summary: $0.summary) }
    guard written.hasPrefix("--n") else { return plain }
    return plain
      + free.filter { $0.isNegatable && "--no-\($0.name)".hasPrefix(written) }
      .map { .init(word: "--no-\($0.name)", summary: "not: \($0.summary)") }
  }
}

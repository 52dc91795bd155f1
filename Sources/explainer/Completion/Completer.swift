import PluginRegistry

/// Says what could stand at the end of an unfinished command line.
///
/// Commands, options, and the names this machine knows right now. Reads registries and folders; starts no worker and
/// loads no model.
struct Completer {
  private let names: CompletionNames

  init(_ installation: Installation) { names = CompletionNames(installation) }

  /// What could stand in place of the current word.
  func answer(to words: CompletionWords) -> CompletionResponse {
    var reader = CommandLineReader(registry: names.registry)
    for word in words.before {
      do { try reader.read(word) } catch {
        // A slip in an option is told when the line is run; of a command that is not there nothing is known.
        guard word.hasPrefix("-") else { return CompletionResponse() }
      }
    }
    return answer(at: reader, to: words.current)
  }

  private func answer(at reader: CommandLineReader, to prefix: String) -> CompletionResponse {
    if let (option, _) = reader.pending { return value(of: option, prefix) }
    let command = reader.command
    let argument = command.positional(reader.positionals.count)
    if !reader.isPlain, prefix.hasPrefix("-"), prefix != "-" || !takesDash(argument) {
      guard prefix.hasPrefix("--"), let equals = prefix.firstIndex(of: "=") else {
        return CompletionResponse(candidates: options(at: reader, prefix))
      }
      guard let option = command.option(String(prefix[..<equals])) else { return CompletionResponse() }
      return value(of: option, String(prefix[prefix.index(after: equals)...]))
    }
    if command.name == HelpCommand.command.name {
      return CompletionResponse(candidates: topics(reader.positionals, prefix))
    }
    guard command.subcommands.isEmpty else {
      return CompletionResponse(candidates: subcommands(of: command, prefix))
    }
    guard let argument else {
      return CompletionResponse(candidates: prefix.isEmpty ? options(at: reader, prefix) : [])
    }
    if command.entryPointWords == 2, let explainer = reader.positionals.first {
      return CompletionResponse(candidates: names.entryPoints(of: explainer, prefix))
    }
    return value(of: argument, prefix)
  }

  /// Whether a lone dash may be meant: standard input in an argument's place.
  private func takesDash(_ argument: Argument?) -> Bool { argument?.summary.contains("'-'") ?? false }

  private func value(of argument: Argument, _ prefix: String) -> CompletionResponse {
    let value = argument.completedValue
    var answer = CompletionResponse(candidates: names.candidates(value, prefix), paths: value.paths)
    answer.note = argument.values.words.map { _ in argument.notes } ?? argument.summary
    return answer
  }

  /// What `help` can tell of after these words.
  private func topics(_ words: [String], _ prefix: String) -> [CompletionResponse.Candidate] {
    var reader = CommandLineReader(registry: names.registry)
    for word in words where (try? reader.read(word)) == nil { return [] }
    return reader.command.entryPointWords == 1
      ? value(of: .entryPoint, prefix).candidates : subcommands(of: reader.command, prefix)
  }

  private func subcommands(of command: Command, _ prefix: String) -> [CompletionResponse.Candidate] {
    command.subcommands.filter { $0.name.hasPrefix(prefix) }.map { .init(word: $0.name, summary: $0.summary) }
  }

  /// The options that can still be given, those of the command that runs where none is named too; negated forms where
  /// they are asked for, short ones never.
  private func options(at reader: CommandLineReader, _ prefix: String) -> [CompletionResponse.Candidate] {
    let written = prefix.replacing("_", with: "-")
    let inner = reader.command.defaultSubcommand.flatMap(reader.command.subcommand)
    let free = ((inner?.arguments.filter { $0.kind != .positional } ?? []) + reader.command.options).filter {
      $0.repeats || reader.options[$0.name] == nil
    }
    let plain = free.filter { $0.label.hasPrefix(written) }
      .map { CompletionResponse.Candidate(word: $0.label, summary: $0.summary) }
    guard written.hasPrefix("--n") else { return plain }
    return plain
      + free.filter { $0.isNegatable && "--no-\($0.name)".hasPrefix(written) }
      .map { .init(word: "--no-\($0.name)", summary: "not: \($0.summary)") }
  }
}

import PluginRegistry

/// Says what could stand at the end of an unfinished command line.
///
/// Commands, options, and the names this machine knows right now. Reads registries and folders; starts no worker and
/// loads no model.
struct Completer {
  private let program: CommandDescription
  private let names: CompletionNames

  /// - Throws: where the program's own description cannot be read, which is a fault of the program.
  init(_ installation: Installation) throws {
    program = try CommandDescription.program()
    names = CompletionNames(installation)
  }

  /// What could stand in the place of the current word.
  func answer(to words: CompletionWords) -> CompletionAnswer {
    var place = Place(command: program)
    for word in words.before { advance(&place, over: word) }
    return answer(at: place, to: words.current)
  }

  /// The names of a value by themselves.
  func answer(naming value: CompletedValue, prefix: String = "") -> CompletionAnswer {
    CompletionAnswer(candidates: names.candidates(value, prefix), paths: value.paths)
  }

  /// Where in the command line one is.
  private struct Place {
    var command: CommandDescription
    /// The arguments given to the command.
    var positionals: [String] = []
    /// The options given to the command, by their long names.
    var options: Set<String> = []
    /// The option whose value comes next.
    var pending: ArgumentDescription?
    /// Whether options are over, after `--`.
    var isPlain = false
  }

  private func advance(_ place: inout Place, over word: String) {
    guard place.pending == nil else { return place.pending = nil }
    if !place.isPlain, word.hasPrefix("-"), word != "-" {
      guard word != "--" else { return place.isPlain = true }
      let name = word.hasPrefix("--") ? String(word.prefix { $0 != "=" }) : word
      guard let option = place.command.options.first(where: { $0.isCalled(name) }) else { return }
      place.options.insert(option.longName ?? name)
      if option.kind == .option, name == word { place.pending = option }
      return
    }
    place.positionals.append(word)
    switch place.command.name {
    case "run":
      if let entryPoint = names.entryPoint(named: word) {
        place = Place(command: CommandDescription(running: entryPoint))
      }
    case "import":
      if place.positionals.count == 2,
        let entryPoint = names.entryPoint(named: place.positionals.joined(separator: "/"))
      {
        place = Place(command: CommandDescription(running: entryPoint))
      }
    case "help": break
    default:
      guard place.positionals.count == 1, !place.command.subcommands.isEmpty else { return }
      // (Of a command that is not there nothing is known.)
      place = Place(command: place.command.subcommand(word) ?? CommandDescription(name: word))
    }
  }

  private func answer(at place: Place, to prefix: String) -> CompletionAnswer {
    if let option = place.pending { return value(of: option, prefix) }
    let command = place.command
    if !place.isPlain, prefix.hasPrefix("-"), prefix != "-" || !takesDash(place) {
      guard prefix.hasPrefix("--"), let equals = prefix.firstIndex(of: "=") else {
        return CompletionAnswer(candidates: options(of: place, prefix))
      }
      guard let option = command.options.first(where: { $0.isCalled(String(prefix[..<equals])) }) else {
        return CompletionAnswer()
      }
      return value(of: option, String(prefix[prefix.index(after: equals)...]))
    }
    var answer = CompletionAnswer()
    if command.name == "help" {
      let inner = place.positionals.reduce(Optional(program)) { $0?.subcommand($1) }
      return CompletionAnswer(candidates: inner.map { subcommands(of: $0, prefix) } ?? [])
    }
    if place.positionals.isEmpty { answer.candidates = subcommands(of: command, prefix) }
    let effective =
      command.defaultSubcommand.flatMap(command.subcommand).map {
        answer.candidates.isEmpty ? $0 : command
      } ?? command
    if let argument = argument(of: effective, place) {
      if command.name == "import", let explainer = place.positionals.first {
        answer.candidates += names.entryPoints(of: explainer, prefix)
      } else {
        let value = value(of: argument, prefix)
        answer.candidates += value.candidates
        (answer.paths, answer.note) = (value.paths, value.note)
      }
    } else if answer.candidates.isEmpty, prefix.isEmpty {
      answer.candidates = options(of: place, prefix)
    }
    return answer
  }

  /// The argument that comes next; the last one where it may be repeated.
  private func argument(of command: CommandDescription, _ place: Place) -> ArgumentDescription? {
    let positionals = command.positionals
    if place.positionals.count < positionals.count { return positionals[place.positionals.count] }
    return positionals.last.flatMap { $0.repeats ? $0 : nil }
  }

  /// Whether a lone dash may be meant: standard input in an argument's place.
  private func takesDash(_ place: Place) -> Bool {
    argument(of: place.command, place)?.summary.contains("'-'") ?? false
  }

  private func value(of option: ArgumentDescription, _ prefix: String) -> CompletionAnswer {
    var answer = CompletionAnswer(
      candidates: names.candidates(option.completion, prefix), paths: option.completion.paths)
    answer.note =
      option.legalValues ?? (option.summary.isEmpty ? option.valueName : option.summary)
    return answer
  }

  private func subcommands(of command: CommandDescription, _ prefix: String) -> [CompletionAnswer.Candidate] {
    command.subcommands.filter { $0.isShown && $0.name.hasPrefix(prefix) }
      .map { .init(word: $0.name, summary: $0.summary) }
  }

  /// The options that can still be given; negated forms where they are asked for, short ones never.
  private func options(of place: Place, _ prefix: String) -> [CompletionAnswer.Candidate] {
    let written = String(prefix.map { $0 == "_" ? "-" : $0 })
    let free = place.command.options.filter { option in
      option.repeats || option.longName.map { !place.options.contains($0) } ?? false
    }
    let plain = free.compactMap { option -> CompletionAnswer.Candidate? in
      guard let name = option.longName, name.hasPrefix(written) else { return nil }
      return .init(word: name, summary: option.summary)
    }
    guard written.hasPrefix("--n") else { return plain }
    return plain
      + free.compactMap { option in
        guard option.isNegatable, let name = option.longName else { return nil }
        let negated = "--no-\(name.dropFirst(2))"
        return negated.hasPrefix(written) ? .init(word: negated, summary: "not: \(option.summary)") : nil
      }
  }
}

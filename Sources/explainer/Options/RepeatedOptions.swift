import Diagnostics

/// An option that takes one value is given once; the parser of most commands would take the last of several.
enum RepeatedOptions {
  /// Refuses the second of two options where there can be one; `run` and `import` read their options themselves.
  ///
  /// - Throws: `badParameter`.
  static func check(_ arguments: [String]) throws(ExplainerError) {
    guard mayRepeat(arguments), let program = try? CommandDescription.program() else { return }
    var command = program
    var rest = arguments[...]
    while let word = rest.first, let subcommand = command.subcommand(word) {
      command = subcommand
      rest.removeFirst()
    }
    guard !["run", "import"].contains(command.name) else { return }
    var seen: Set<[String]> = []
    while let word = rest.popFirst(), word != "--" {
      let name = word.hasPrefix("--") ? String(word.prefix { $0 != "=" }) : word
      guard let option = command.options.first(where: { $0.isCalled(name) }), option.kind == .option else {
        continue
      }
      if name == word { rest = rest.dropFirst() }
      guard option.repeats || seen.insert(option.names).inserted else {
        throw ExplainerError(
          .badParameter, "\(name) is given twice",
          remedy: "'explainer \(Self.words(arguments, of: command)) --help' lists the options")
      }
    }
  }

  /// Whether it is worth while to ask the parser: two options begin with the same letter (`-o`, `--output`).
  private static func mayRepeat(_ arguments: [String]) -> Bool {
    var letters: Set<Character> = []
    return arguments.contains { word in
      guard word.hasPrefix("-"), let letter = word.first(where: { $0 != "-" }) else { return false }
      return !letters.insert(letter).inserted
    }
  }

  /// The words that name the command.
  private static func words(_ arguments: [String], of command: CommandDescription) -> String {
    let end = arguments.firstIndex(of: command.name) ?? 0
    return arguments.prefix(through: end).joined(separator: " ")
  }
}

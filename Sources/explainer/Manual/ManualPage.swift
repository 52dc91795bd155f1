import ExplainerCore
import PluginRegistry

/// The manual page `explainer(1)`, made from the same descriptions as help.
struct ManualPage {
  private let program: CommandDescription
  private let entryPoints: [EntryPoint]

  /// - Parameters:
  ///   - program: the program and its commands.
  ///   - entryPoints: those that come with the program.
  init(_ program: CommandDescription, entryPoints: [EntryPoint]) {
    self.program = program
    self.entryPoints = entryPoints
  }

  /// The page in troff.
  var text: String {
    var page = Roff(title: program.name, source: ProgramVersion.program)
    page.section("NAME")
    page.paragraphs("\(program.name) - \(program.summary)")
    page.section("SYNOPSIS")
    page.synopsis(program.name, "<command> [<arguments>] [<options>]")
    page.synopsis(program.name, "[<command>] --help")
    page.section("DESCRIPTION")
    page.paragraphs(ManualFacts.description)
    page.section("OPTIONS")
    page.paragraphs("Every command has these.")
    for argument in program.options { Self.add(argument, to: &page) }
    page.section("COMMANDS")
    for command in program.subcommands where command.isShown { add(command, after: program.name, to: &page) }
    page.section("ENTRY POINTS")
    page.paragraphs(
      "What comes with the program; 'explainer list-entry-points' shows these and those that were installed.")
    for entryPoint in entryPoints { add(entryPoint, to: &page) }
    addFacts(to: &page)
    return page.text
  }

  private func add(_ command: CommandDescription, after words: String, to page: inout Roff) {
    let name = "\(words) \(command.name)"
    page.subsection(name)
    page.synopsis(name, Self.usage(command, name))
    page.paragraphs(command.summary)
    page.paragraphs(Self.placed(command.discussion))
    for argument in command.arguments where !Self.isEverywhere(argument) { Self.add(argument, to: &page) }
    for inner in command.subcommands where inner.isShown { add(inner, after: name, to: &page) }
  }

  /// Documents by where they lie in an installation, wherever the page was made.
  private static func placed(_ text: String) -> String {
    guard let folder = Installation.current().documentFolder else { return text }
    return text.replacing("\(folder)/", with: "\(ManualFacts.documents)/")
  }

  /// Every command has these.
  private static func isEverywhere(_ argument: ArgumentDescription) -> Bool {
    argument.names.contains("--help") || argument.names == ["--version"]
  }

  private static func usage(_ command: CommandDescription, _ name: String) -> String {
    if let usage = command.usage { return String(usage.dropFirst(name.count + 1)) }
    guard command.subcommands.isEmpty else { return "<command>" }
    var words = command.positionals.map { argument in
      let word = "<\(argument.valueName)>" + (argument.repeats ? "…" : "")
      return argument.isOptional ? "[\(word)]" : word
    }
    words += command.options.filter { !$0.isOptional }
      .map { "\($0.longName ?? "") <\($0.valueName)>" }
    if command.options.contains(where: { $0.isOptional && !isEverywhere($0) }) { words.append("[<options>]") }
    return words.joined(separator: " ")
  }

  private static func add(_ argument: ArgumentDescription, to page: inout Roff) {
    let value = argument.valueName.isEmpty ? "" : " \(Roff.italic(argument.valueName))"
    let term =
      switch argument.kind {
      case .positional: Roff.italic(argument.valueName)
      case .flag: argument.names.map(Roff.bold).joined(separator: ", ")
      case .option: argument.names.map(Roff.bold).joined(separator: ", ") + value
      }
    let isSaid = argument.summary.contains("(default") || argument.defaultValue?.hasPrefix("--") ?? true
    page.item(term, argument.summary + (isSaid ? "" : " (default: \(argument.defaultValue ?? ""))"))
  }

  private func add(_ entryPoint: EntryPoint, to page: inout Roff) {
    let others = entryPoint.aliases.isEmpty ? "" : " (also \(entryPoint.aliases.joined(separator: ", ")))"
    page.item(Roff.bold(entryPoint.name) + Roff.escaped(others, atStart: false), entryPoint.summary)
    page.indented { page in
      for argument in entryPoint.parameters.map({ ArgumentDescription($0) }) {
        var argument = argument
        if let legal = argument.legalValues { argument.summary += " (\(legal))" }
        Self.add(argument, to: &page)
      }
    }
  }

  private func addFacts(to page: inout Roff) {
    page.section("EXIT STATUS")
    for status in ExitStatus.all { page.item(Roff.bold("\(status.code)"), status.meaning) }
    page.section("ENVIRONMENT")
    for (name, meaning) in ManualFacts.variables { page.item(Roff.bold(name), meaning) }
    page.section("FILES")
    for (name, meaning) in ManualFacts.files { page.item(Roff.italic(name), meaning) }
    page.section("EXAMPLES")
    for (aim, command) in ManualFacts.examples {
      page.paragraphs(aim)
      page.example([command])
    }
    page.section("SEE ALSO")
    page.paragraphs(
      """
      The guides are in \(ManualFacts.documents), and in the folder Docs of the sources: tutorial.md for a start, chains.md for scripts, write-a-plugin.md \
      for explainers of your own, session-protocol.md for other programs, threat-model.md for what explainers are kept from.
      """)
  }
}

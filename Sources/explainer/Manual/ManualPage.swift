import ExplainerCore
import PluginRegistry

/// The manual page `explainer(1)`, made from the same descriptions as help.
struct ManualPage {
  private let program: Command
  private let entryPoints: [EntryPoint]

  /// - Parameters:
  ///   - program: the program and its commands.
  ///   - entryPoints: those that come with the program.
  init(_ program: Command, entryPoints: [EntryPoint]) {
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
    page.paragraphs(ManualFacts.options)
    for argument in program.options { Self.add(argument, to: &page) }
    page.section("COMMANDS")
    for command in program.subcommands { add(command, after: program.name, to: &page) }
    page.section("ENTRY POINTS")
    page.paragraphs(
      "What comes with the program; 'explainer list-entry-points' shows these and those that were installed.")
    for entryPoint in entryPoints { add(entryPoint, to: &page) }
    addFacts(to: &page)
    return page.text
  }

  private func add(_ command: Command, after words: String, to page: inout Roff) {
    let name = "\(words) \(command.name)"
    page.subsection(name)
    page.synopsis(name, command.invocation)
    page.paragraphs(command.summary)
    page.paragraphs(Self.placed(command.discussion))
    for argument in command.arguments { Self.add(argument, to: &page) }
    for inner in command.subcommands { add(inner, after: name, to: &page) }
  }

  /// Documents by where they lie in an installation, wherever the page was made.
  private static func placed(_ text: String) -> String {
    guard let folder = Installation.current().documentFolder else { return text }
    return text.replacing("\(folder)/", with: "\(ManualFacts.documents)/")
  }

  private static func add(_ argument: Argument, to page: inout Roff) {
    let value = argument.valueName.isEmpty ? "" : Roff.italic(argument.valueName)
    let term = [argument.spellings.map(Roff.bold).joined(separator: ", "), value].filter { !$0.isEmpty }
    page.item(term.joined(separator: " "), argument.explanation)
  }

  private func add(_ entryPoint: EntryPoint, to page: inout Roff) {
    let others = entryPoint.aliases.isEmpty ? "" : " (also \(entryPoint.aliases.joined(separator: ", ")))"
    page.item(Roff.bold(entryPoint.name) + Roff.escaped(others, atStart: false), entryPoint.summary)
    page.indented { page in
      for parameter in entryPoint.parameters { Self.add(Argument(parameter), to: &page) }
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

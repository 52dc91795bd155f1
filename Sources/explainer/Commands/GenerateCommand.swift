import ArgumentParser
import Diagnostics
import ExplainerHost

/// `explainer generate NAME`: the start of an explainer.
struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Start an explainer of your own: a project that builds and runs at once.",
    discussion: """
      The project holds an explainer with parameters, a figure and a check, tests that run it on an embedded model, \
      a README with every command, and a licence to put your name on.
      """)

  @Argument(help: "The explainer's name, e.g. token_surprisal.") var name: String
  @Option(
    help: "swift, c, cpp or rust.", completion: .list(Scaffold.Language.allCases.map(\.rawValue)))
  var language: String = Scaffold.Language.swift.rawValue
  @Option(
    name: [.long], help: "The folder to make (default: the name, in the current folder).",
    completion: .directory) var path: String?

  func run() throws {
    guard let language = Scaffold.Language(rawValue: language) else {
      let known = Scaffold.Language.allCases.map(\.rawValue)
      throw ExplainerError(
        .badParameter, "there is no start for '\(self.language)'",
        expected: "one of \(known.joined(separator: ", "))",
        remedy: Suggestion.nearest(to: self.language, among: known).map { "did you mean '\($0)'?" }
          ?? "any language that can make a C library will do: Docs/abi.md describes the boundary")
    }
    let folder = path ?? name
    let files = try Scaffold(.current()).generate(name, language: language, in: folder)
    StandardOutput.writeLine(
      """
      made \(folder) (\(language.rawValue)):
      \(files.map { "  \($0)" }.joined(separator: "\n"))

      Next:
        cd '\(folder)'
        explainer build
      README.md goes on from there.
      """)
  }
}

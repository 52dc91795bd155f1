import ArgumentParser
import Diagnostics
import Files
import PluginRegistry

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
    help: "swift, c, cpp or rust (default: swift).",
    completion: .list(Scaffold.Language.allCases.map(\.rawValue)))
  var language: String?
  @Option(
    name: [.long], help: "The folder to make (default: the name, in the current folder).",
    completion: .directory) var path: String?

  func run() throws {
    let toolchains = Toolchains(ProcessEnvironment.variables())
    let given = self.language ?? Scaffold.Language.swift.rawValue
    guard let language = Scaffold.Language(rawValue: given) else {
      let known = Scaffold.Language.allCases.map(\.rawValue)
      throw ExplainerError(
        .badParameter, "there is no start for '\(given)'",
        expected: "one of \(known.joined(separator: ", "))",
        remedy: Suggestion.nearest(to: given, among: known).map { "did you mean '\($0)'?" }
          ?? "any language that can make a C library will do: \(Documents.place(of: "abi.md")) describes the boundary"
      )
    }
    if self.language == nil, !toolchains.missing(for: language).isEmpty {
      throw ExplainerError(
        .badParameter, "there is no Swift here to build it with, the language unless another is said",
        expected: "--language \(Self.others(toolchains).joined(separator: " or "))",
        remedy: "say which; with '--language swift' it is made all the same, to be built elsewhere")
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
    let missing = toolchains.missing(for: language)
    if !missing.isEmpty {
      StandardError.write(
        "warning: \(missing.joined(separator: " and ")) is not on the path; 'explainer build' needs it")
    }
  }

  /// The other languages, those that can be built here where there are any.
  private static func others(_ toolchains: Toolchains) -> [String] {
    let others = Scaffold.Language.allCases.filter { $0 != .swift }
    let ready = others.filter { toolchains.missing(for: $0).isEmpty }
    return (ready.isEmpty ? others : ready).map(\.rawValue)
  }
}

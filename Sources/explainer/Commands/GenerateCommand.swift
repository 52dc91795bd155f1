import Diagnostics
import Files
import PluginRegistry

/// `explainer generate NAME`: the start of an explainer.
enum GenerateCommand {
  static let command = Command(
    name: "generate",
    summary: "Start an explainer of your own: a project that builds and runs at once.",
    discussion: """
      The project holds an explainer with parameters, a figure and a check, tests that run it on an embedded model, \
      a README with every command, and a licence to put your name on.
      """,
    arguments: [
      .positional("name", "the explainer's name: token_surprisal"),
      .option(
        "language", "LANGUAGE", "what it is written in",
        values: .choices(
          Scaffold.Language.allCases.map(\.rawValue),
          otherwise: "any language that can make a C library will do: "
            + "\(Documents.reference(to: "abi.md")) describes the boundary"),
        absence: Scaffold.Language.swift.rawValue),
      .option(
        "path", "FOLDER", "the folder to make", absence: "the name, in the current folder",
        completion: .folders),
    ], run: run)

  private static func run(_ given: GivenArguments) throws {
    let name = try given.value("name")
    let toolchains = Toolchains(ProcessEnvironment.variables())
    let asked: Scaffold.Language? = given.choice("language")
    let language = asked ?? .swift
    if asked == nil, !toolchains.missing(for: language).isEmpty {
      throw ExplainerError(
        .badParameter, "there is no Swift here to build it with, the language unless another is said",
        expected: "--language \(others(toolchains).joined(separator: " or "))",
        remedy: "say which; with '--language swift' it is made all the same, to be built elsewhere")
    }
    let folder = given["path"] ?? name
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

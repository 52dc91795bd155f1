import ArgumentParser
import Diagnostics
import ExplainerCore
import JSON

/// A command as its help describes it: what completions and the manual are made from.
struct CommandDescription {
  var name: String
  var summary = ""
  var discussion = ""
  var arguments: [ArgumentDescription] = []
  var subcommands: [CommandDescription] = []
  /// What runs where no subcommand is named.
  var defaultSubcommand: String?
  var isShown = true
  /// How it is called, where that cannot be read off its arguments.
  var usage: String?

  /// Its arguments, in order.
  var positionals: [ArgumentDescription] { arguments.filter { $0.kind == .positional } }
  /// Its options and switches, in the order help lists them.
  var options: [ArgumentDescription] { arguments.filter { $0.kind != .positional } }

  /// The subcommand called `name`.
  func subcommand(_ name: String) -> CommandDescription? { subcommands.first { $0.name == name } }
}

extension CommandDescription {
  /// The whole program.
  ///
  /// - Throws: what a JSON parser throws, should the description not be JSON.
  static func program() throws -> CommandDescription {
    var program = CommandDescription(json: try JSONValue(parsing: ExplainerCommand._dumpHelp()))
    let options = RunOptions.descriptions.map { ArgumentDescription($0) }
    program.change("run") {
      $0.usage = RunCommand.configuration.usage
      $0.arguments = [.entryPoint] + options
    }
    program.change("import") {
      $0.usage = ImportCommand.configuration.usage
      $0.arguments = [.explainer, .entryPoint.optional, .help]
    }
    return program
  }

  /// `run ENTRY`, with the options of that entry point.
  init(running entryPoint: EntryPoint) {
    self.init(
      name: "run \(entryPoint.name)", summary: entryPoint.summary,
      arguments: (entryPoint.parameters.map { ArgumentDescription($0) })
        + RunOptions.descriptions.map { ArgumentDescription($0) })
  }

  private mutating func change(_ name: String, _ body: (inout CommandDescription) -> Void) {
    guard let place = subcommands.firstIndex(where: { $0.name == name }) else { return }
    body(&subcommands[place])
  }
}

extension ArgumentDescription {
  fileprivate static let entryPoint = ArgumentDescription(
    kind: .positional, valueName: "entry-point",
    summary: "What to run; 'list-entry-points' shows what there is.",
    isOptional: false, completion: CompletedValue(sources: [.entryPoints]))
  fileprivate static let explainer = ArgumentDescription(
    kind: .positional, valueName: "explainer", summary: "The explainer; 'list' shows what there is.",
    isOptional: false, completion: CompletedValue(sources: [.explainers]))
  fileprivate static let help = ArgumentDescription(
    kind: .flag, names: ["-h", "--help"], summary: "Show help information.")

  fileprivate var optional: ArgumentDescription {
    var copy = self
    copy.isOptional = true
    return copy
  }
}

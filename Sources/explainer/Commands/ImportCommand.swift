import ArgumentParser
import Diagnostics
import ExplainerCore
import ExplainerHost
import PluginRegistry

/// `explainer import EXPLAINER [ENTRY [ARGUMENTS…]]`: loads an explainer's libraries and tells what they offer, or runs
/// one of its entry points.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Load an explainer's libraries and report what they offer, or run an entry point.",
    usage: "explainer import <explainer> [<entry-point> [<options>]]",
    discussion: "With an entry point it is 'explainer run <explainer>/<entry-point>'.")

  @Argument(parsing: .captureForPassthrough, help: "The explainer, an entry point and its options.")
  var arguments: [String] = []

  func run() throws {
    guard let explainer = arguments.first, !explainer.hasPrefix("-") else {
      guard arguments.contains("--help") || arguments.contains("-h") else {
        throw ExplainerError(
          .badParameter, "'import' needs the name of an explainer",
          remedy: "'explainer list' shows what there is")
      }
      StandardOutput.writeLine(ExplainerCommand.helpMessage(for: ImportCommand.self))
      return
    }
    let installation = Installation.current()
    let registry = try Registry(installation)
    registry.warnings.forEach { StandardError.write("warning: \($0)") }
    let plugins = try registry.plugins(of: explainer)
    guard arguments.count == 1 else {
      try RunCommand.run(["\(explainer)/\(arguments[1])"] + arguments.dropFirst(2))
      return
    }
    let reports = LibraryImport(installation).load(plugins)
    for report in reports { StandardOutput.writeLine(Self.text(report)) }
    if let failure = reports.lazy.compactMap(\.failure).first { throw ExitCode(failure.code.exitCode) }
  }

  private static func text(_ report: LibraryImport.Report) -> String {
    let plugin = report.plugin
    let head = "\(plugin.descriptor.explainer)/\(plugin.descriptor.name) \(plugin.descriptor.version)"
    if let failure = report.failure { return "\(head): not loaded\n  error: \(failure)" }
    let milliseconds = (report.seconds * 1000).rounded()
    let offers = plugin.descriptor.entryPoints.map { "  \($0.name): \($0.summary)" }
    return "\(head): loaded in \(Int(milliseconds)) ms from \(plugin.libraryPath)\n"
      + offers.joined(separator: "\n")
  }
}

import Diagnostics
import ExplainerCore
import ExplainerHost
import PluginRegistry

/// `explainer import EXPLAINER [ENTRY [ARGUMENTS…]]`: loads an explainer's libraries and tells what they offer, or runs
/// one of its entry points.
enum ImportCommand {
  static let command = Command(
    name: "import",
    summary: "Load an explainer's libraries and report what they offer, or run an entry point.",
    discussion: "With an entry point it is 'explainer run <explainer>/<entry-point>'.",
    usage: "<explainer> [<entry-point> [<options>]]",
    arguments: [
      .positional(
        "explainer", "the explainer; 'explainer list' shows what there is",
        completion: CompletedValue(sources: [.explainers])),
      .entryPoint.optional,
    ], entryPointWords: 2, run: run)

  /// Without an entry point: with one it has become `run`.
  private static func run(_ given: GivenArguments) throws {
    let installation = Installation.current()
    let registry = try Registry(installation)
    registry.warnings.forEach { StandardError.write("warning: \($0)") }
    let reports = LibraryImport(installation).load(try registry.plugins(of: try given.value("explainer")))
    for report in reports { StandardOutput.writeLine(text(report)) }
    if let failure = reports.lazy.compactMap(\.failure).first { StandardOutput.exit(failure.code.exitCode) }
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

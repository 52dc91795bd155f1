import ExplainerHost
import ExplainerCore
import JSON
import PluginRegistry

/// `explainer list-entry-points`: what can be run.
enum ListEntryPointsCommand {
  static let command = Command(
    name: "list-entry-points",
    summary: "Show what can be run: entry points, their parameters, the models they fit.",
    arguments: [.json], run: run)

  private static func run(_ given: GivenArguments) throws {
    let registry = try Registry(.current())
    (registry.warnings + registry.conflicts).forEach { StandardError.write("warning: \($0)") }
    if given.isOn("json") {
      StandardOutput.writeJSONLine(
        JSONValue.array(registry.entryPoints.map(\.summaryJSON)).text(pretty: true))
      return
    }
    let blocks = registry.entryPoints.map { target in
      let entryPoint = target.entryPoint
      let aliases = entryPoint.aliases.isEmpty ? "" : " (also \(entryPoint.aliases.joined(separator: ", ")))"
      let fits = entryPoint.fits.isEmpty ? "any" : entryPoint.fits.map(\.rawValue).joined(separator: ", ")
      let needs = entryPoint.needs.map { " with a \($0.rawValue.replacing("-", with: " ")) head" }.joined()
      let parameters = entryPoint.parameters.map { Argument($0).label }.joined(separator: " ")
      return """
        \(target.qualifiedName)\(aliases)
        \(WrappedText.lines(entryPoint.summary, indent: 2))
        \(WrappedText.lines("fits \(fits) models\(needs)", indent: 2))
        \(WrappedText.lines("parameters \(parameters)", indent: 2, hanging: 13))
        """
    }
    StandardOutput.writeLine(blocks.joined(separator: "\n\n"))
  }
}

import Diagnostics
import ExplainerHost
import ExplainerCore
import JSON
import PluginRegistry
import Sandbox

/// `explainer info NAME`: documentation, parameters, provenance.
enum InfoCommand {
  static let command = Command(
    name: "info", summary: "Show the documentation, parameters and provenance of an entry point.",
    arguments: [
      .positional(
        "name", "an entry point, such as predictions, or an explainer",
        completion: CompletedValue(sources: [.entryPoints, .explainers])),
      .json,
    ], run: run)

  private static func run(_ given: GivenArguments) throws {
    let name = try given.value("name")
    let registry = try Registry(.current())
    registry.warnings.forEach { StandardError.write("warning: \($0)") }
    // A name of the program's own means that, whatever another's explainer is called.
    let isOwn = (try? registry.entryPoint(named: name).isBuiltIn) ?? false
    let ofExplainer =
      isOwn ? [] : registry.entryPoints.filter { $0.plugin.descriptor.explainer == name }
    let targets = ofExplainer.isEmpty ? [try registry.entryPoint(named: name)] : ofExplainer
    if given.isOn("json") {
      let documents = targets.map(\.json)
      StandardOutput.writeJSONLine(
        (ofExplainer.isEmpty ? documents[0] : .array(documents)).text(pretty: true))
    } else {
      StandardOutput.writeLine(targets.map(text).joined(separator: "\n\n"))
    }
  }

  private static func text(_ target: RegisteredEntryPoint) -> String {
    let (entryPoint, plugin) = (target.entryPoint, target.plugin)
    var lines = [target.qualifiedName]
    if !entryPoint.aliases.isEmpty {
      lines.append("also called \(entryPoint.aliases.joined(separator: ", "))")
    }
    lines += ["", WrappedText.markdown(entryPoint.documentation), "", "## Parameters", ""]
    lines.append(
      Command.table(entryPoint.parameters.map { Argument($0) }.map { ($0.term, $0.explanation) }))
    lines += [
      "", "## Provenance", "",
      "plugin    \(plugin.descriptor.name) \(plugin.descriptor.version), \(plugin.descriptor.license), "
        + (target.cDeclaration == nil ? "ABI \(plugin.abi)" : "plain C functions"),
      "library   \(plugin.libraryPath)",
    ]
    for file in plugin.dataFiles {
      lines.append("data      \(file.name) (\(file.size.map(ByteCount.text) ?? "missing"))")
    }
    if let declaration = target.cDeclaration { lines.append("calls     \(declaration)") }
    lines += [
      "registry  \(plugin.registryPath)",
      "sha256    \(plugin.sha256 ?? "not pinned: trusted by where it lies")",
      "walls     \(walls)",
    ]
    return lines.joined(separator: "\n")
  }

  /// What the plugin runs in here.
  private static var walls: String {
    let walls = Walls.offered()
    let gaps = walls.gaps.map(\.freedom).joined(separator: ", and ")
    return gaps.isEmpty
      ? "\(walls.summary): no network, no programs, no files but the model's and its own"
      : "\(walls.summary); incomplete: it may \(gaps)"
  }
}

import Checkpoints
import Diagnostics
import ExplainerHost
import HuggingFaceHub
import JSON
import PluginRegistry
import Sandbox

/// `explainer models info NAME`: what a model is.
enum ModelsInfoCommand {
  static let command = Command(
    name: "info",
    summary:
      "Tell what a model is: family, layers, size, where it lies; of one that is not here what the Hub tells.",
    arguments: [
      .modelName, .adapter, .flag("remote", "ask the Hub even of a model that is here"), .json, .timeout,
      .memory,
    ], run: run)

  private static func run(_ given: GivenArguments) throws {
    let name = try given.value("name")
    let installation = Installation.current()
    let catalog = ModelCatalog(installation)
    let reader = ModelReader(installation, limits: try Limits(given))
    let facts: [ModelFact]
    if given.isOn("remote") {
      guard let id = catalog.locator.hubID(of: name) else {
        throw ExplainerError(
          .badParameter, "'\(name)' is no name on the Hub", expected: "[organisation/]name[@revision]")
      }
      facts = ModelFact.facts(of: try catalog.hub.plan(id))
    } else {
      let location: ModelLocation?
      do throws(ExplainerError) { location = try catalog.locate(name) } catch {
        guard error.code == .notFound, !catalog.hub.settings.isOffline, catalog.locator.hubID(of: name) != nil
        else { throw error }
        location = nil
      }
      if let location {
        let entryPoints = (try? Registry(.current()))?.entryPoints ?? []
        facts = ModelFact.facts(
          of: try catalog.adapted(location, by: given["adapter"]), reader, entryPoints: entryPoints)
      } else {
        facts =
          try catalog.locator.hubID(of: name).map { ModelFact.facts(of: try catalog.hub.plan($0)) } ?? []
      }
    }
    if given.isOn("json") {
      StandardOutput.writeJSONLine(
        JSONValue.object(JSONObject([("name", .string(name))] + facts.map { ($0.key, $0.value) })).text(
          pretty: true))
      return
    }
    let width = facts.map(\.label.count).max() ?? 0
    StandardOutput.writeLine(
      ([name]
        + facts.map { "  \($0.label)\(String(repeating: " ", count: width - $0.label.count))  \($0.words)" })
        .joined(separator: "\n"))
  }
}

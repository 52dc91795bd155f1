import Checkpoints
import Diagnostics
import ExplainerHost
import HuggingFaceHub
import JSON
import PluginRegistry

/// `explainer models info NAME`: what a model is.
enum ModelsInfoCommand {
  static let command = Command(
    name: "info",
    summary:
      "Tell what a model is: family, layers, size, where it lies; of one that is not here what the Hub tells.",
    arguments: [.modelName, .flag("remote", "ask the Hub even of a model that is here"), .json], run: run)

  private static func run(_ given: GivenArguments) throws {
    let name = try given.value("name")
    let catalog = ModelCatalog(.current())
    let facts: [ModelFact]
    if given.isOn("remote") {
      guard let id = catalog.locator.hubID(of: name) else {
        throw ExplainerError(
          .badParameter, "'\(name)' is no name on the Hub", expected: "[organisation/]name[@revision]")
      }
      facts = ModelFact.facts(of: try catalog.hub.plan(id))
    } else {
      do {
        facts = try ModelFact.facts(of: try catalog.locate(name))
      } catch let absence as ExplainerError
        where absence.code == .notFound && !catalog.hub.settings.isOffline
      {
        guard let id = catalog.locator.hubID(of: name) else { throw absence }
        facts = ModelFact.facts(of: try catalog.hub.plan(id))
      }
    }
    if given.isOn("json") {
      StandardOutput.writeLine(
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

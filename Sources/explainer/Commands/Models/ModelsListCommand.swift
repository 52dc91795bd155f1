import Checkpoints
import Diagnostics
import ExplainerHost
import JSON
import PluginRegistry

/// `explainer models list`: the models on this machine.
enum ModelsListCommand {
  static let command = Command(
    name: "list", summary: "Show the models on this machine: those of the program, and the cache.",
    arguments: [.json], run: run)

  private static func run(_ given: GivenArguments) throws {
    let catalog = ModelCatalog(.current())
    let models = LocalModel.all(catalog)
    let root = catalog.locator.cache.root
    if given.isOn("json") {
      StandardOutput.writeJSONLine(
        JSONValue.object([
          "cache": root.map { .string($0) } ?? .null, "models": .array(models.map(\.json)),
        ]).text(pretty: true))
      return
    }
    var table = PlainTable(["model", "family", "size", "revision", "from", "state"])
    for model in models {
      table.append([
        model.name, model.family ?? "?", ByteCount.text(model.size), String((model.revision ?? "").prefix(7)),
        model.isEmbedded ? "the program" : "the cache", model.problem?.description ?? "ready",
      ])
    }
    StandardOutput.writeLine(table.text)
    if let root {
      StandardOutput.writeLine("\nThe cache is \(root); 'explainer models download NAME' adds to it.")
    }
  }
}

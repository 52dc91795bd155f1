import ExplainerCore
import JSON
import PluginRegistry

/// `explainer list`: explainers and where they come from.
enum ListCommand {
  static let command = Command(
    name: "list", summary: "Show the explainers of this installation and where they come from.",
    arguments: [.json], run: run)

  private static func run(_ given: GivenArguments) throws {
    let registry = try Registry(.current())
    (registry.warnings + registry.conflicts).forEach { StandardError.write("warning: \($0)") }
    if given.isOn("json") {
      StandardOutput.writeJSONLine(json(registry).text(pretty: true))
      return
    }
    var table = PlainTable(["explainer", "plugin", "version", "licence", "entry points", "registry"])
    for entry in registry.entries {
      let descriptor = entry.descriptor
      table.append([
        descriptor.explainer, descriptor.name, descriptor.version, descriptor.license,
        descriptor.entryPoints.map(\.name).joined(separator: ", "), entry.registryPath,
      ])
    }
    StandardOutput.writeLine(table.text)
  }

  private static func json(_ registry: Registry) -> JSONValue {
    .array(
      registry.pluginsByExplainer.map { name, plugins in
        [
          "explainer": .string(name),
          "plugins": .array(
            plugins.map { entry in
              var object: JSONObject = [
                "plugin": .string(entry.descriptor.name), "version": .string(entry.descriptor.version),
                "license": .string(entry.descriptor.license), "library": .string(entry.libraryPath),
                "registry": .string(entry.registryPath),
                "sha256": entry.sha256.map { .string($0) } ?? .null,
                "entry_points": JSONValue(entry.descriptor.entryPoints.map(\.name)),
              ]
              if !entry.dataFiles.isEmpty { object["data"] = .array(entry.dataFiles.map(\.json)) }
              return .object(object)
            }),
        ]
      })
  }
}

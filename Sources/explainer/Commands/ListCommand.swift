import ArgumentParser
import ExplainerCore
import JSON
import PluginRegistry

/// `explainer list`: explainers and where they come from.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show the explainers of this installation and where they come from.")

  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let registry = try Registry(.current())
    (registry.warnings + registry.conflicts).forEach { StandardError.write("warning: \($0)") }
    if json {
      StandardOutput.writeLine(Self.json(registry).text(pretty: true))
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
      registry.explainers.map { name in
        [
          "explainer": .string(name),
          "plugins": .array(
            registry.entries.filter { $0.descriptor.explainer == name }.map { entry in
              [
                "plugin": .string(entry.descriptor.name), "version": .string(entry.descriptor.version),
                "license": .string(entry.descriptor.license), "library": .string(entry.libraryPath),
                "registry": .string(entry.registryPath),
                "sha256": entry.sha256.map { .string($0) } ?? .null,
                "entry_points": JSONValue(entry.descriptor.entryPoints.map(\.name)),
              ]
            }),
        ]
      })
  }
}

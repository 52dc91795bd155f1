import CExplainerABI
import Diagnostics
import ExplainerCore
import JSON

/// Runs a plugin's explainers for the host.
final class PluginRunner: Sendable {
  private let explainers: [any Explainer]

  init(_ explainers: [any Explainer]) { self.explainers = explainers }

  /// Runs the entry point `name`: reads the request, calls the explainer, hands its explanation or error to the host.
  func run(_ connection: HostConnection, _ name: String, _ request: [UInt8]) -> xpl_status {
    do {
      let explanation = try explain(name, request, connection)
      try explanation.checkNumbers()
      for entry in explanation.tensors { try connection.put(entry) }
      try explanation.json.text().withABIString {
        try connection.check(
          connection.host.pointee.put_explanation?(connection.host, connection.call, $0))
      }
      return xpl_status(XPL_OK)
    } catch {
      return connection.fail(
        (error as? ExplainerError) ?? ExplainerError(.pluginFault, String(describing: error)))
    }
  }

  private func explain(_ name: String, _ request: [UInt8], _ connection: HostConnection) throws -> Explanation
  {
    guard let explainer = explainers.first(where: { $0.entryPoint.name == name }) else {
      throw ExplainerError(.notFound, "the plugin has no entry point '\(name)'")
    }
    guard let json = try? JSONValue(parsing: request), let values = json["parameters"]?.object else {
      throw ExplainerError(.internalFault, "the host's request is malformed")
    }
    return try explainer.answer(
      ExplainerCall(
        texts: json["texts"]?.array?.compactMap(\.string) ?? [], parameters: Parameters(values),
        truncates: json["truncate"]?.bool ?? false, model: try HostModel(connection),
        files: HostFiles(connection: connection), reporter: HostReporter(connection: connection)))
  }
}

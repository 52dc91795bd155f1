public import CExplainerABI
import Diagnostics
public import ExplainerCore
import JSON

/// A plugin written in Swift, as the table of the C boundary.
///
/// ```swift
/// let plugin: PluginTable = PluginTable(descriptor, explainers: [MyExplainer()]) { plugin.run($0, $1, $2, $3) }
///
/// @c(explainer_plugin_entry)
/// public func explainerPluginEntry() -> UnsafePointer<xpl_plugin_v1>? { plugin.pointer }
/// ```
///
/// `@unchecked Sendable`: the table is written once, in `init`, and lives as long as the process.
public final class PluginTable: @unchecked Sendable {
  /// What a C function that runs an entry point looks like.
  public typealias RunFunction =
    @convention(c) (UnsafePointer<xpl_host_v1>?, OpaquePointer?, xpl_str, xpl_str) -> xpl_status

  /// The table, for the entry function to return.
  public let pointer: UnsafePointer<xpl_plugin_v1>
  private let explainers: [any Explainer]

  /// Builds the table.
  ///
  /// - Parameters:
  ///   - descriptor: what the plugin says of itself; its entry points are those of `explainers`.
  ///   - explainers: the entry points' implementations.
  ///   - run: a C function that calls this table's `run`.
  public init(_ descriptor: PluginDescriptor, explainers: [any Explainer], run: @escaping RunFunction) {
    self.explainers = explainers
    let text = descriptor.json.utf8()
    let descriptorBytes = UnsafeMutablePointer<CChar>.allocate(capacity: max(1, text.count))
    descriptorBytes.initialize(repeating: 0, count: max(1, text.count))
    for (place, byte) in text.enumerated() { descriptorBytes[place] = CChar(bitPattern: byte) }
    let table = UnsafeMutablePointer<xpl_plugin_v1>.allocate(capacity: 1)
    table.initialize(
      to: xpl_plugin_v1(
        abi_major: XPL_ABI_MAJOR, abi_minor: XPL_ABI_MINOR,
        descriptor: xpl_str(data: descriptorBytes, size: text.count), run: run))
    pointer = UnsafePointer(table)
  }

  /// Runs the entry point `name`: reads the request, calls the explainer, hands its explanation or error to the host.
  public func run(
    _ host: UnsafePointer<xpl_host_v1>?, _ call: OpaquePointer?, _ name: xpl_str, _ request: xpl_str
  ) -> xpl_status {
    guard let host else { return xpl_status(XPL_INTERNAL_FAULT) }
    let connection = HostConnection(host: host, call: call)
    do {
      let explanation = try explain(String(name), [UInt8](request), connection)
      for entry in explanation.tensors { try connection.put(entry) }
      try explanation.json.text().withABIString {
        try connection.check(host.pointee.put_explanation?(host, call, $0))
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
    return try explainer.explain(
      ExplainerCall(
        texts: json["texts"]?.array?.compactMap(\.string) ?? [], parameters: Parameters(values),
        truncates: json["truncate"]?.bool ?? false, model: try HostModel(connection),
        reporter: HostReporter(connection: connection)))
  }
}

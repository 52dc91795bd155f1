import CExplainerABI
import Diagnostics
import ExplainerCore
import ExplainerKit
import Glibc
import JSON
import Tensors

/// A plugin's shared library, loaded and checked.
///
/// Never unloaded: Swift's runtime keeps pointers into the image.
///
/// `@unchecked Sendable`: the table it points to is static and read-only by the contract.
struct PluginLibrary: @unchecked Sendable {
  let path: String
  private let table: UnsafePointer<xpl_plugin_v1>

  /// Loads the library of `entry` and compares what it says of itself with the registry.
  ///
  /// - Throws: `pluginUnavailable` or `incompatiblePlugin`, naming the library and the remedy.
  init(_ entry: RegistryEntry) throws(ExplainerError) {
    let path = entry.libraryPath
    func refuse(_ code: ErrorCode, _ message: String, remedy: String? = nil) -> ExplainerError {
      ExplainerError(code, message, at: ["plugin '\(entry.descriptor.name)' (\(path))"], remedy: remedy)
    }
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) else {
      throw refuse(
        .pluginUnavailable, "cannot be loaded: \(dlerror().map { String(cString: $0) } ?? "unknown reason")")
    }
    guard let symbol = dlsym(handle, entry.symbol) else {
      throw refuse(
        .pluginUnavailable, "has no function '\(entry.symbol)'",
        remedy: "it is not an explainer plugin, or the registry's \"symbol\" is wrong")
    }
    let function = unsafeBitCast(symbol, to: xpl_plugin_entry_function.self)
    guard let table = function() else {
      throw refuse(.pluginUnavailable, "says that it cannot serve this host")
    }
    let (major, minor) = (table.pointee.abi_major, table.pointee.abi_minor)
    guard major == XPL_ABI_MAJOR, minor <= XPL_ABI_MINOR else {
      throw refuse(
        .incompatiblePlugin, "wants ABI \(major).\(minor), this host has \(XPL_ABI_MAJOR).\(XPL_ABI_MINOR)",
        remedy: major == XPL_ABI_MAJOR || major > XPL_ABI_MAJOR ? "upgrade explainer" : "rebuild the plugin")
    }
    let descriptor: PluginDescriptor
    do {
      descriptor = try PluginDescriptor(json: try JSONValue(parsing: [UInt8](table.pointee.descriptor)))
    } catch {
      let reason = (error as? DescriptorError)?.reason ?? (error as? JSONError)?.message ?? "unreadable"
      throw refuse(.incompatiblePlugin, "has a malformed descriptor: \(reason)")
    }
    guard descriptor == entry.descriptor else {
      throw refuse(
        .incompatiblePlugin, "does not say of itself what \(entry.registryPath) says of it",
        remedy: "rebuild the plugin, or update its entry in the registry")
    }
    self.path = path
    self.table = table
  }

  /// Runs one entry point.
  ///
  /// - Returns: the explanation's JSON, unread, and the tensors.
  func run(
    _ entryPoint: String, _ request: ExplanationRequest, model: any Model, reporter: any Reporter
  ) throws -> PluginAnswer {
    guard let run = table.pointee.run else {
      throw ExplainerError(.pluginFault, "the plugin has no run function")
    }
    let call = HostCall(model: model, reporter: reporter)
    let status = entryPoint.withABIString { name in
      request.json.text().withABIString { request in
        withExtendedLifetime(call) { run(HostTable.shared.pointer, call.pointer, name, request) }
      }
    }
    guard status == XPL_OK else {
      if let error = call.error, error.code.rawValue == status { throw error }
      throw ExplainerError(
        ErrorCode(rawValue: status),
        call.error?.message ?? "the plugin failed with status \(status) and no message")
    }
    guard let explanation = call.explanation else {
      throw ExplainerError(.pluginFault, "the plugin said it was done but gave no explanation")
    }
    return PluginAnswer(explanation: explanation, tensors: call.tensors)
  }
}

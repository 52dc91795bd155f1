import CExplainerABI
import Diagnostics
import ExplainerCore
import ExplainerKit
import ForeignFunctions
import Glibc
import JSON
import PluginRegistry
import Tensors

/// A plugin's shared library, loaded and checked.
///
/// Never unloaded: Swift's runtime keeps pointers into the image.
///
/// `@unchecked Sendable`: the table it points to is static and read-only by the contract.
struct PluginLibrary: @unchecked Sendable {
  /// The library.
  let reference: LibraryReference
  /// What it says of itself.
  let descriptor: PluginDescriptor
  /// The version of the boundary it was built for: `1.0`.
  let abi: String
  private let table: UnsafePointer<xpl_plugin_v1>
  /// The largest descriptor that is read, in bytes.
  private static let maximumDescriptor = 16 << 20

  /// Loads a library and reads its descriptor.
  ///
  /// - Throws: `pluginUnavailable` or `incompatiblePlugin`, naming the library and the remedy.
  init(_ reference: LibraryReference) throws(ExplainerError) {
    func refuse(_ code: ErrorCode, _ message: String, remedy: String? = nil) -> ExplainerError {
      ExplainerError(code, message, at: [reference.label], remedy: remedy)
    }
    let handle = try reference.open()
    guard let symbol = dlsym(handle, reference.symbol) else {
      throw refuse(
        .pluginUnavailable, "has no function '\(reference.symbol)'",
        remedy: "it is not an explainer plugin, or its entry function has another name (\"symbol\")")
    }
    let function = unsafeBitCast(symbol, to: xpl_plugin_entry_function.self)
    guard let table = FloatingPointState.standard({ function() }) else {
      throw refuse(.pluginUnavailable, "says that it cannot serve this host")
    }
    let version = ABIVersion(major: table.pointee.abi_major, minor: table.pointee.abi_minor)
    try version.check(at: reference.label)
    let size = table.pointee.descriptor.size
    guard size <= Self.maximumDescriptor else {
      throw refuse(
        .incompatiblePlugin,
        "has a malformed descriptor: it has \(size) bytes, more than \(ByteCount.text(Self.maximumDescriptor))",
        remedy: "its author has to mend it")
    }
    do {
      descriptor = try PluginDescriptor(json: try JSONValue(parsing: [UInt8](table.pointee.descriptor)))
    } catch {
      let reason = (error as? JSONReadingError)?.reason ?? (error as? JSONError)?.message ?? "unreadable"
      throw refuse(
        .incompatiblePlugin, "has a malformed descriptor: \(reason)",
        remedy: "its author has to mend it; where it is newer than this program, upgrade explainer")
    }
    try HostExtensions.check(descriptor.requiredExtensions, at: reference.label)
    guard table.pointee.run != nil else { throw refuse(.incompatiblePlugin, "has no run function") }
    self.reference = reference
    self.table = table
    abi = version.text
  }

  func entryPoint(named name: String) -> EntryPoint? { descriptor.entryPoints.first { $0.name == name } }

  /// Calls `run` on this thread and gives its status; what came of it is in `call`, which then has ended.
  func invoke(
    _ entryPoint: String, _ request: [UInt8], _ call: PluginInvocation,
    table host: FunctionTable<xpl_host_v1> = HostTable.shared
  ) -> xpl_status {
    defer { call.end() }
    return entryPoint.withABIString { name in
      request.withABIString { request in
        FloatingPointState.standard {
          table.pointee.run?(table, host.pointer, call.lend(), name, request)
            ?? xpl_status(XPL_INCOMPATIBLE_PLUGIN)
        }
      }
    }
  }

  /// Whether both were given the same table.
  func isSameTable(as other: PluginLibrary) -> Bool { table == other.table }

  /// Runs one entry point.
  ///
  /// - Returns: the explanation's JSON, unread, and the tensors.
  func run(_ request: RunRequest, model: any Model, reporter: any Reporter) throws -> PluginOutput {
    let call = PluginInvocation(
      model: model, reporter: reporter, files: request.files, keepsTensors: request.wantsTensors)
    defer { call.discard() }
    let status = invoke(request.entryPoint, request.request.bytes, call)
    guard status == XPL_OK else {
      if let misuse = call.misuse, status == misuse.code.rawValue, call.error == nil { throw misuse }
      if let error = call.error, error.code.rawValue == status { throw error }
      throw ExplainerError(
        ErrorCode(rawValue: status),
        call.error?.message ?? "the plugin failed with status \(status) and no message")
    }
    guard let explanation = call.explanation else {
      throw ExplainerError(.pluginFault, "the plugin said it was done but gave no explanation")
    }
    try call.files.checkUnchanged()
    return PluginOutput(explanation: explanation, tensors: call.tensors)
  }
}

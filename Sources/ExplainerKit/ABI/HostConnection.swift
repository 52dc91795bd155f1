import CExplainerABI
import Diagnostics
import ExplainerCore
import JSON
import Tensors

/// The host's table and the call it belongs to, as the plugin's side of the boundary sees them.
///
/// `@unchecked Sendable`: the pointers are used during the call only, and from the thread that runs it, except for
/// the functions the header marks `[any]`.
final class HostConnection: @unchecked Sendable {
  let host: UnsafePointer<xpl_host_v1>
  let call: OpaquePointer?

  init(host: UnsafePointer<xpl_host_v1>, call: OpaquePointer?) {
    self.host = host
    self.call = call
  }

  /// The extension table `id`, or nil where the host does not have it.
  func table<Table>(_ id: String, as type: Table.Type) -> UnsafePointer<Table>? {
    id.withABIString { host.pointee.extension?(host, $0) }?.assumingMemoryBound(to: Table.self)
  }

  /// Calls a function of the table that gives JSON back.
  func json(_ request: (UnsafeMutablePointer<xpl_str>) -> xpl_status?) throws -> JSONValue {
    var text = xpl_str()
    try check(withUnsafeMutablePointer(to: &text) { request($0) })
    do { return try JSONValue(parsing: [UInt8](text)) } catch {
      throw ExplainerError(.internalFault, "the host's answer is not JSON: \(error.message)")
    }
  }

  /// Throws the error the host has recorded, unless `status` is `XPL_OK`; nil means the host lacks the function.
  func check(_ status: xpl_status?) throws {
    guard let status else {
      throw ExplainerError(.incompatiblePlugin, "the host lacks a function of its table")
    }
    guard status != XPL_OK else { return }
    var text = xpl_str()
    let known = withUnsafeMutablePointer(to: &text) { host.pointee.last_error?(host, call, $0) }
    if known == xpl_status(XPL_OK), let json = try? JSONValue(parsing: [UInt8](text)) {
      throw ExplainerError(json: json)
    }
    throw ExplainerError(ErrorCode(rawValue: status), "the host failed with status \(status)")
  }

  /// Takes over a trace: its tensors are borrowed from the host and released together.
  func trace(_ handle: OpaquePointer?) throws -> Trace {
    guard let handle, let count = host.pointee.trace_count?(handle) else { return Trace() }
    let owner = TraceHandle(host: host, handle: handle)
    var trace = Trace()
    for index in 0..<count {
      var name = xpl_str()
      var view = xpl_tensor()
      try check(host.pointee.trace_get?(handle, index, &name, &view))
      guard let site = Site(String(name)), let shape = view.extents, view.dtype == XPL_F32,
        let data = view.data
      else {
        throw ExplainerError(.internalFault, "the host's trace is malformed at entry \(index)")
      }
      let base = data.assumingMemoryBound(to: Float.self)
      trace.append(Tensor(shape: shape, borrowing: base, owner: owner), at: site)
    }
    return trace
  }
}

/// Releases a trace of the host once no tensor borrows from it any more.
private final class TraceHandle: @unchecked Sendable {
  private let host: UnsafePointer<xpl_host_v1>
  private let handle: OpaquePointer

  init(host: UnsafePointer<xpl_host_v1>, handle: OpaquePointer) {
    self.host = host
    self.handle = handle
  }

  deinit { host.pointee.trace_release?(handle) }
}

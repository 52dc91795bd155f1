import CExplainerABI
import Diagnostics
import ExplainerCore
import ExplainerKit
import Tensors

/// A trace lent to a plugin.
///
/// It keeps the tensors alive until the plugin releases it.
final class HostTrace {
  private let entries: [(name: xpl_str, view: xpl_tensor)]
  private let indices: [String: Int]
  private let trace: Trace
  private let names: [UnsafeMutableBufferPointer<CChar>]

  init(_ trace: Trace) {
    self.trace = trace
    var entries: [(xpl_str, xpl_tensor)] = []
    var indices: [String: Int] = [:]
    var names: [UnsafeMutableBufferPointer<CChar>] = []
    for (index, entry) in trace.entries.enumerated() {
      let bytes = Array(entry.site.name.utf8)
      let buffer = UnsafeMutableBufferPointer<CChar>.allocate(capacity: bytes.count)
      _ = buffer.initialize(from: bytes.lazy.map(CChar.init(bitPattern:)))
      names.append(buffer)
      indices[entry.site.name] = index
      // The storage of a tensor never moves, and `trace` keeps it alive for as long as this object lives.
      let base = entry.tensor.withUnsafeElements { $0.baseAddress }
      entries.append(
        (
          xpl_str(data: buffer.baseAddress, size: bytes.count),
          xpl_tensor(data: base, shape: entry.tensor.shape)
        ))
    }
    self.entries = entries
    self.indices = indices
    self.names = names
  }

  deinit { for buffer in names { buffer.deallocate() } }

  /// Hands the trace to the plugin, which owns it until it calls `trace_release`.
  func lend() -> OpaquePointer { OpaquePointer(Unmanaged.passRetained(self).toOpaque()) }

  /// The trace behind the pointer a plugin hands back.
  static func from(_ pointer: OpaquePointer?) -> HostTrace? {
    pointer.map { Unmanaged<HostTrace>.fromOpaque(UnsafeRawPointer($0)).takeUnretainedValue() }
  }

  /// Ends the loan.
  static func release(_ pointer: OpaquePointer?) {
    if let pointer { Unmanaged<HostTrace>.fromOpaque(UnsafeRawPointer(pointer)).release() }
  }

  var count: Int { entries.count }

  func entry(_ index: Int) -> (name: xpl_str, view: xpl_tensor)? {
    entries.indices.contains(index) ? entries[index] : nil
  }

  func view(of site: String) -> xpl_tensor? { indices[site].map { entries[$0].view } }
}

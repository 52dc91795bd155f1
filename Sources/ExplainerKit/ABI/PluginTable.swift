import CExplainerABI
import Diagnostics
import ExplainerCore
import JSON

/// A plugin as the table of the C boundary.
///
/// `@unchecked Sendable`: the table is written once, in `init`, and lives as long as the process.
final class PluginTable: @unchecked Sendable {
  let pointer: UnsafePointer<xpl_plugin_v1>

  /// Builds the table; it and `plugin` stay for the life of the process, as the boundary demands.
  init(descriptor: [UInt8], runner: PluginRunner) {
    let text = UnsafeMutablePointer<CChar>.allocate(capacity: max(1, descriptor.count))
    text.initialize(repeating: 0, count: max(1, descriptor.count))
    for (index, byte) in descriptor.enumerated() { text[index] = CChar(bitPattern: byte) }
    let table = UnsafeMutablePointer<xpl_plugin_v1>.allocate(capacity: 1)
    table.initialize(
      to: xpl_plugin_v1(
        abi_major: XPL_ABI_MAJOR, abi_minor: XPL_ABI_MINOR,
        plugin_data: Unmanaged.passRetained(runner).toOpaque(),
        descriptor: xpl_str(data: text, size: descriptor.count),
        run: { plugin, host, call, name, request in
          guard let host, let data = plugin?.pointee.plugin_data else {
            return xpl_status(XPL_INTERNAL_FAULT)
          }
          return Unmanaged<PluginRunner>.fromOpaque(data).takeUnretainedValue()
            .run(HostConnection(host: host, call: call), String(name), [UInt8](request))
        }))
    pointer = UnsafePointer(table)
  }
}

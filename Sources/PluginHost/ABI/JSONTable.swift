import CExplainerABI
import Diagnostics
import ExplainerKit
import JSON

/// The host's side of the extension `explainer.json/1`: reading and quoting JSON for plugins without a library.
enum JSONTable {
  static let shared = FunctionTable(
    xpl_json_v1(
      integer: { _, call, json, pointer, value in
        JSONTable.read(call, json, pointer, value, JSONKinds.integer) { $0.int.map(Int64.init) }
      },
      number: { _, call, json, pointer, value in
        JSONTable.read(call, json, pointer, value, JSONKinds.number) { $0.double }
      },
      boolean: { _, call, json, pointer, value in
        JSONTable.read(call, json, pointer, value, JSONKinds.boolean) { $0.bool.map { $0 ? 1 : 0 } }
      },
      string: { _, call, json, pointer, value in
        JSONTable.read(call, json, pointer, value, JSONKinds.string) { found in
          found.string.flatMap { text in PluginInvocation.from(call)?.lend(Array(text.utf8)) }
        }
      },
      count: { _, call, json, pointer, value in
        JSONTable.read(call, json, pointer, value, JSONKinds.list) {
          $0.array?.count ?? $0.object?.members.count
        }
      },
      quote: { _, call, text, json in
        HostTable.give(call, json) { _ in .string(String(text)) }
      }))

  private static func read<Value>(
    _ call: OpaquePointer?, _ json: xpl_str, _ pointer: xpl_str, _ result: UnsafeMutablePointer<Value>?,
    _ kind: String, _ convert: (JSONValue) -> Value?
  ) -> xpl_status {
    HostTable.perform(call) { call in
      guard let result else { throw HostTable.missingPointer }
      let path = String(pointer)
      guard let found = try call.parsed(json)[pointer: path] else {
        throw ExplainerError.nothing(at: path)
      }
      guard let value = convert(found) else {
        throw ExplainerError.otherKind(at: path, expected: kind, found: found)
      }
      result.pointee = value
    }
  }
}

import CExplainerABI
import Diagnostics
import ExplainerKit
import JSON

/// The host's side of the extension `explainer.json/1`: reading and quoting JSON for plugins without a library.
///
/// Written once and never changed, so that sharing it between threads is safe.
struct JSONTable: @unchecked Sendable {
  static let shared = JSONTable()

  let pointer: UnsafePointer<xpl_json_v1>

  private init() {
    let table = UnsafeMutablePointer<xpl_json_v1>.allocate(capacity: 1)
    table.initialize(
      to: xpl_json_v1(
        integer: { _, call, json, pointer, value in
          JSONTable.read(call, json, pointer, value, "a whole number") { $0.int.map(Int64.init) }
        },
        number: { _, call, json, pointer, value in
          JSONTable.read(call, json, pointer, value, "a number") { $0.double }
        },
        boolean: { _, call, json, pointer, value in
          JSONTable.read(call, json, pointer, value, "true or false") { $0.bool.map { $0 ? 1 : 0 } }
        },
        string: { _, call, json, pointer, value in
          JSONTable.read(call, json, pointer, value, "a string") { found in
            found.string.flatMap { text in PluginInvocation.from(call)?.lend(Array(text.utf8)) }
          }
        },
        count: { _, call, json, pointer, value in
          JSONTable.read(call, json, pointer, value, "an array or object") {
            $0.array?.count ?? $0.object?.members.count
          }
        },
        quote: { _, call, text, json in
          HostTable.give(call, json) { _ in .string(String(text)) }
        }))
    pointer = UnsafePointer(table)
  }

  private static func read<Value>(
    _ call: OpaquePointer?, _ json: xpl_str, _ pointer: xpl_str, _ result: UnsafeMutablePointer<Value>?,
    _ kind: String, _ convert: (JSONValue) -> Value?
  ) -> xpl_status {
    HostTable.perform(call) { call in
      guard let result else { throw HostTable.missingPointer }
      let path = String(pointer)
      guard let found = try call.parsed(json)[pointer: path] else {
        throw ExplainerError(.notFound, "the JSON has nothing at '\(path)'")
      }
      guard let value = convert(found) else {
        throw ExplainerError(
          .badData, "the JSON has another kind of value at '\(path)'", expected: kind, found: found.kindName)
      }
      result.pointee = value
    }
  }
}

import CExplainerABI
import Diagnostics
import ExplainerKit
import JSON

/// The host's side of the extension `explainer.json/2`: JSON parsed once, and looked into from what has been found.
enum JSONDocumentTable {
  static let shared = FunctionTable(
    xpl_json_v2(
      parse: { _, call, text, root in
        HostTable.perform(call) { call in
          guard let root else { throw HostTable.missingPointer }
          root.pointee = try call.documents.add(JSONValue(untrusted: text))
        }
      },
      // No use that could fail: a plugin gives back what it holds on its way out, whatever has ended its work.
      release: { _, call, value in
        guard let call = PluginInvocation.from(call), call.refusesUse() == nil else { return }
        call.documents.release(value)
      },
      kind: { _, call, value, pointer, kind in
        read(call, value, pointer, kind, "a value") { $0[$1].kind }
      },
      integer: { _, call, value, pointer, found in
        read(call, value, pointer, found, JSONKinds.integer) { $0[$1].int.map(Int64.init) }
      },
      number: { _, call, value, pointer, found in
        read(call, value, pointer, found, JSONKinds.number) { $0[$1].double }
      },
      boolean: { _, call, value, pointer, found in
        read(call, value, pointer, found, JSONKinds.boolean) { $0[$1].bool.map { $0 ? 1 : 0 } }
      },
      string: { _, call, value, pointer, found in
        read(call, value, pointer, found, JSONKinds.string) { $0.string($1) }
      },
      count: { _, call, value, pointer, found in
        read(call, value, pointer, found, JSONKinds.list) { $0.count($1) }
      },
      at: { _, call, value, pointer, found in
        lead(call, value, found) { document, number throws(ExplainerError) in
          try document.find(String(pointer), from: number)
        }
      },
      member: { _, call, value, name, found in
        lead(call, value, found) { document, number throws(ExplainerError) in
          try document.member(String(name), of: number)
        }
      },
      element: { _, call, value, index, name, found in
        lead(call, value, found) { document, number throws(ExplainerError) in
          let element = try document.element(index, of: number)
          name?.pointee = document.name(index, of: number)
          return element
        }
      }))

  /// Reads what a pointer leads to.
  private static func read<Found>(
    _ call: OpaquePointer?, _ value: xpl_json_value, _ pointer: xpl_str,
    _ result: UnsafeMutablePointer<Found>?,
    _ kind: String, _ convert: (LentDocument, Int) -> Found?
  ) -> xpl_status {
    HostTable.perform(call) { call in
      guard let result else { throw HostTable.missingPointer }
      let (_, document, start) = try call.documents.find(value)
      let path = String(pointer)
      let number = try document.find(path, from: start)
      guard let found = convert(document, number) else {
        throw ExplainerError.otherKind(at: path, expected: kind, found: document[number])
      }
      result.pointee = found
    }
  }

  /// Gives another value of the same document.
  private static func lead(
    _ call: OpaquePointer?, _ value: xpl_json_value, _ result: UnsafeMutablePointer<xpl_json_value>?,
    _ step: (LentDocument, Int) throws(ExplainerError) -> Int
  ) -> xpl_status {
    HostTable.perform(call) { call in
      guard let result else { throw HostTable.missingPointer }
      let (id, document, start) = try call.documents.find(value)
      result.pointee = LentDocuments.number(id, try step(document, start))
    }
  }
}

extension JSONValue {
  /// The kind as the boundary counts them.
  fileprivate var kind: Int32 {
    switch self {
    case .null: Int32(XPL_JSON_NULL)
    case .bool: Int32(XPL_JSON_BOOLEAN)
    case .integer, .number: Int32(XPL_JSON_NUMBER)
    case .string: Int32(XPL_JSON_STRING)
    case .array: Int32(XPL_JSON_ARRAY)
    case .object: Int32(XPL_JSON_OBJECT)
    }
  }
}

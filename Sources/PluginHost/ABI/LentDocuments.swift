import CExplainerABI
import Diagnostics
import JSON
import Synchronization

/// The documents that a plugin has had parsed in one call and not released.
///
/// Of a value's number the upper half says which document it is of, from 1, and the lower which value of it. No other
/// document of this process ever gets the number of one, so that a value that a plugin keeps too long leads nowhere.
struct LentDocuments {
  private static let last = Atomic<UInt64>(0)
  private var documents: [UInt32: LentDocument] = [:]

  /// Lends a document, and gives the number of its root.
  mutating func add(_ json: JSONValue) throws(ExplainerError) -> xpl_json_value {
    let (_, count) = Self.last.wrappingAdd(1, ordering: .relaxed)
    guard let id = UInt32(exactly: count) else {
      throw ExplainerError(
        .limitReached, "the plugin had too many JSON texts parsed", expected: "at most \(UInt32.max)")
    }
    documents[id] = LentDocument(json)
    return Self.number(id, 0)
  }

  /// The document of a value, and its number there.
  ///
  /// - Throws: `pluginFault` for a number that no value has, or not any more.
  func find(_ value: xpl_json_value) throws(ExplainerError) -> (
    id: UInt32, document: LentDocument, number: Int
  ) {
    let id = UInt32(value >> 32), number = Int(UInt32(truncatingIfNeeded: value))
    guard let document = documents[id], document.has(number) else {
      throw ExplainerError(
        .pluginFault, "the plugin used a JSON value that it did not get from the host, or has released")
    }
    return (id, document, number)
  }

  /// Takes back the document of a value; nothing happens where there is none.
  mutating func release(_ value: xpl_json_value) { documents[UInt32(value >> 32)] = nil }

  /// What the plugin knows a value by.
  static func number(_ document: UInt32, _ number: Int) -> xpl_json_value {
    xpl_json_value(document) << 32 | xpl_json_value(number)
  }
}

import CExplainerABI
import Diagnostics
import ExplainerKit
import Glibc
import JSON

/// The JSON texts that a plugin reads value by value, each parsed once.
///
/// A text is known by where it lies and how long it is; whether it still is the same text is looked at again for every
/// value. To compare all of a large one every time would take the square of its length to read it, so of that only both
/// ends and one stretch are compared, another one each time: what has changed is noticed within one round. A large text
/// that changes between two reads is against the rules of the boundary, and then an error.
struct ParsedDocuments {
  private struct Document {
    let data: UnsafePointer<CChar>
    let text: [UInt8]
    let json: JSONValue
    /// Where the next stretch begins.
    var stretch = 0
  }

  /// Texts of at most this many bytes are compared whole, and may change.
  private static let small = 1 << 16
  private static let stretchLength = 1 << 12
  /// How many are remembered: a request, tokens, what a model says of itself, and some of the plugin's own.
  private static let most = 8
  /// The last one used comes last.
  private var documents: [Document] = []

  /// The value of `text`.
  ///
  /// - Throws: `pluginFault` for a text that is no JSON, or a large one that has changed.
  /// - Complexity: O(1) for one that was read before, O(bytes) for a new one.
  mutating func value(of text: xpl_str) throws -> JSONValue {
    guard text.size > 0, let data = text.data else { return try JSONValue(untrusted: text) }
    if let index = documents.lastIndex(where: { $0.data == data && $0.text.count == text.size }) {
      var document = documents.remove(at: index)
      if try Self.isSame(&document) {
        documents.append(document)
        return document.json
      }
    }
    let json = try JSONValue(untrusted: text)
    if documents.count == Self.most { documents.removeFirst() }
    documents.append(Document(data: data, text: [UInt8](text), json: json))
    return json
  }

  /// Whether what lies there is still the text that was parsed, as far as is looked.
  ///
  /// - Throws: `pluginFault` where it is in part.
  private static func isSame(_ document: inout Document) throws -> Bool {
    let count = document.text.count
    func isSame(_ start: Int, _ length: Int) -> Bool {
      document.text.withUnsafeBytes { known in
        known.baseAddress.map { memcmp($0 + start, document.data + start, length) == 0 } ?? false
      }
    }
    guard count > small else { return isSame(0, count) }
    guard isSame(0, stretchLength), isSame(count - stretchLength, stretchLength) else { return false }
    let length = min(stretchLength, count - document.stretch)
    guard isSame(document.stretch, length) else {
      throw ExplainerError(
        .pluginFault, "the plugin changed a JSON text of \(ByteCount.text(count)) while it was reading it",
        remedy: "keep it as it is until the last value is read, or read a copy")
    }
    document.stretch += length
    if document.stretch == count { document.stretch = 0 }
    return true
  }
}

package import JSON

/// The form a JSON text says it has: `explainer/registry/1`, or `explainer/registry/1.2`.
///
/// The first number changes where an older reader would go wrong, the second where it may pass over what it does not
/// know. In a text of a version we know every member we do not know is a slip.
package struct FormatVersion: Sendable, Hashable {
  /// For a text that has been checked before.
  package static let checked = FormatVersion(isNewer: true)
  /// Whether it may have members that this program does not know.
  package let isNewer: Bool

  private init(isNewer: Bool) { self.isNewer = isNewer }

  /// Reads the member `schema` of `json`; nil where it is another format, or a version that cannot be read.
  ///
  /// - Parameter known: the format with the newest version this program knows, such as `explainer/registry/1`.
  package init?(_ json: JSONValue, known: String) {
    guard let text = json["schema"]?.string else { return nil }
    if text == known {
      isNewer = false
      return
    }
    guard text.hasPrefix("\(known)."), let minor = UInt(text.dropFirst(known.utf8.count + 1)) else {
      return nil
    }
    isNewer = minor > 0
  }
}

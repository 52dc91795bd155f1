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
  /// - Parameter known: the format with the newest version this program knows, such as `explainer/registry/1`,
  ///   `explainer/explanation/1.1`.
  package init?(_ json: JSONValue, known: String) {
    guard let text = json["schema"]?.string, let (format, minor) = Self.parts(of: text),
      let (knownFormat, knownMinor) = Self.parts(of: known), format == knownFormat
    else { return nil }
    isNewer = minor > knownMinor
  }

  /// The format with its first number, and the second, 0 where there is none.
  private static func parts(of text: String) -> (format: Substring, minor: UInt)? {
    let words = text.split(separator: ".", omittingEmptySubsequences: false)
    guard words.count <= 2, let minor = words.count == 2 ? UInt(words[1]) : 0 else { return nil }
    return (words[0], minor)
  }
}

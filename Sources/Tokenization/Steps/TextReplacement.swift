import Diagnostics

/// A simple change of a text before it is cut: SentencePiece's `▁` is put in place of spaces, and before the text.
enum TextReplacement: Sendable, Hashable {
  /// Bytes put before a text that is not empty.
  case prefix([UInt8])
  /// Bytes in place of others, wherever these are.
  case replace([UInt8], with: [UInt8])

  /// Changes `text`.
  func apply(to text: inout NormalizedText) {
    switch self {
    case .prefix(let bytes): text.prefix(bytes)
    case .replace(let old, let new): text.replace(old, with: new)
    }
  }
}

extension TextReplacement {
  /// What the component `field` of a normaliser or decoder describes; nil for another component.
  init?(_ field: FieldReader) throws(ExplainerError) {
    func bytes(_ field: FieldReader) throws(ExplainerError) -> [UInt8] {
      guard let text = try field.string() else { throw field.mismatch("a string") }
      return Array(text.utf8)
    }
    switch try field["type"].string() {
    case "Prepend": self = .prefix(try bytes(field["prepend"]))
    case "Replace":
      let pattern = field["pattern"]["String"]
      guard let old = try pattern.string(), !old.isEmpty else {
        throw field["pattern"].unsupported(
          "replacing a pattern is not supported", expected: "a string, not empty")
      }
      self = .replace(Array(old.utf8), with: try bytes(field["content"]))
    default: return nil
    }
  }
}

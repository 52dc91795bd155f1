import Diagnostics

/// What is done to a text before it is cut into words.
enum Normalizer: Sendable, Hashable {
  /// Nothing.
  case none
  /// BERT's cleaning, lower-casing and stripping of accents.
  case bert(BertNormalizer)
  /// Replacements, one after the other.
  case replacements([TextReplacement])

  /// The normal form of the part `range` of `text`, UTF-8.
  func normalize(_ text: [UInt8], _ range: Range<Int>) -> NormalizedText {
    switch self {
    case .none: NormalizedText(text, range)
    case .bert(let normalizer): normalizer.normalize(text, range)
    case .replacements(let steps): replaced(NormalizedText(text, range), by: steps)
    }
  }

  private func replaced(_ text: NormalizedText, by steps: [TextReplacement]) -> NormalizedText {
    var text = text
    for step in steps { step.apply(to: &text) }
    return text
  }

  /// The normal form of `text`, UTF-8.
  func normalize(_ text: [UInt8]) -> [UInt8] {
    let normalized = normalize(text, text.indices)
    return Array(normalized.bytes[normalized.range])
  }
}

extension Normalizer {
  /// The normaliser that the section `field` of a `tokenizer.json` describes.
  init(_ field: FieldReader) throws(ExplainerError) {
    let parts = try field.components("normalizers")
    let steps = try parts.map { part throws(ExplainerError) in try TextReplacement(part) }.compactMap(\.self)
    if !steps.isEmpty, steps.count == parts.count {
      self = .replacements(steps)
      return
    }
    let field = try field.component("normalizers")
    switch try field["type"].string() {
    case nil where field.value == nil: self = .none
    case "BertNormalizer":
      let lowercases = try field["lowercase"].bool(default: true)
      self = .bert(
        BertNormalizer(
          cleansText: try field["clean_text"].bool(default: true),
          separatesChinese: try field["handle_chinese_chars"].bool(default: true),
          stripsAccents: try field["strip_accents"].bool(default: lowercases), lowercases: lowercases))
    default:
      throw field["type"].unsupported(
        "this normalizer is not supported", expected: "none, BertNormalizer, or Prepend and Replace")
    }
  }
}

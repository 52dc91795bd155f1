/// What is done to a text before it is cut into words.
enum Normalizer: Sendable, Hashable {
  /// Nothing.
  case none
  /// BERT's cleaning, lower-casing and stripping of accents.
  case bert(BertNormalizer)

  /// The normal form of the part `range` of `text`, UTF-8.
  func normalize(_ text: [UInt8], _ range: Range<Int>) -> NormalizedText {
    switch self {
    case .none: NormalizedText(text, range)
    case .bert(let normalizer): normalizer.normalize(text, range)
    }
  }

  /// The normal form of `text`, UTF-8.
  func normalize(_ text: [UInt8]) -> [UInt8] {
    let normalized = normalize(text, text.indices)
    return Array(normalized.bytes[normalized.range])
  }
}

/// What is done to a text before it is cut into words: steps, each on what the one before has left.
struct Normalizer: Sendable, Hashable {
  /// A step.
  enum Step: Sendable, Hashable {
    /// BERT's cleaning, lower-casing and stripping of accents.
    case bert(BertNormalizer)
    /// A normal form of Unicode's.
    case unicode(UnicodeForm)
    /// SentencePiece's own normal form.
    case characterMap(CharacterMap)
    /// Upper case becomes lower case.
    case lowercase
    /// Marks are taken out.
    case stripAccents
    /// White space at the ends is taken out.
    case strip(left: Bool, right: Bool)
    /// Controls are taken out, and other white space becomes spaces.
    case cleanUp
    /// Bytes put before a text that is not empty.
    case prefix([UInt8])
    /// Bytes in place of others, wherever these are.
    case replace([UInt8], with: [UInt8])
    /// Bytes in place of what a pattern finds.
    case replacePattern(SplitPattern, with: [UInt8])
    /// Each byte becomes a character, as GPT-2 spells it.
    case spellBytes
  }

  /// Nothing.
  static let none = Normalizer(steps: [])

  /// The steps, in order.
  let steps: [Step]

  /// The normal form of the part `range` of `text`, UTF-8.
  func normalize(_ text: [UInt8], _ range: Range<Int>) -> NormalizedText {
    var text = NormalizedText(text, range)
    for step in steps { step.apply(to: &text) }
    return text
  }

  /// The normal form of `text`, UTF-8.
  func normalize(_ text: [UInt8]) -> [UInt8] {
    let normalized = normalize(text, text.indices)
    return Array(normalized.bytes[normalized.range])
  }
}

extension Normalizer.Step {
  /// Changes `text`.
  fileprivate func apply(to text: inout NormalizedText) {
    switch self {
    case .bert(let normalizer): text = text.through(normalizer.normalize(text.bytes, text.range))
    case .unicode(let form): form.apply(to: &text)
    case .characterMap(let map): map.apply(to: &text)
    case .lowercase: text.lowercase()
    case .stripAccents:
      text.remove { $0 >= 0x300 && ScalarRanges.accents.contains($0) }
    case .strip(let left, let right): text.strip(left: left, right: right)
    case .cleanUp: text.cleanUp()
    case .prefix(let bytes): text.prefix(bytes)
    case .replace(let old, let new): text.replace(old, with: new)
    case .replacePattern(let pattern, let new): text.replace(pattern, with: new)
    case .spellBytes: text.spellBytes()
    }
  }
}

extension NormalizedText {
  /// Makes upper case lower case.
  fileprivate mutating func lowercase() {
    guard !bytes[range].allSatisfy({ $0 < 0x80 }) else {
      return replaceBytes { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
    }
    var changes: [ScalarChange] = []
    changes.reserveCapacity(range.count)
    forEachScalar { scalar, _ in
      let (first, second) = LowercaseMapping.lowercase(scalar.value)
      changes.append(ScalarChange(scalar: first, change: 0))
      if let second { changes.append(ScalarChange(scalar: second, change: 1)) }
    }
    apply(changes)
  }

  /// Takes out controls and makes other white space spaces.
  ///
  /// Source: `do_nmt` in huggingface/tokenizers `normalizers/unicode.rs`.
  fileprivate mutating func cleanUp() {
    remove {
      switch $0 {
      case 0x01...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0x8F, 0x9F: true
      default: false
      }
    }
    map {
      switch $0 {
      case 0x09, 0x0A, 0x0C, 0x0D, 0x1680, 0x200B...0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD: 0x20
      default: $0
      }
    }
  }
}

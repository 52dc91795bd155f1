import Diagnostics

/// SentencePiece's way with spaces: `▁` in place of each, and before a text that does not begin with one.
///
/// Source: huggingface/tokenizers `pre_tokenizers/metaspace.rs`.
struct Metaspace: Sendable, Hashable {
  /// The parts, between added tokens, that get one before them.
  enum Scheme: String {
    case always
    case first
    case never
  }

  /// `▁`.
  static let usual = Array("\u{2581}".utf8)

  /// What stands for a space, UTF-8.
  var replacement = Self.usual
  /// The parts that get one before them.
  var scheme = Scheme.always

  /// Writes the word `word` of `text`.
  func write(_ text: NormalizedText, _ word: Range<Int>, to writer: inout NormalizedText.Writer) {
    if scheme == .always || scheme == .first && text.isAtStart(word), text.bytes[word.lowerBound] != 0x20,
      !text.bytes[word].starts(with: replacement)
    {
      writer.append(replacement, before: text.source(of: word).lowerBound)
    }
    guard text.bytes[word].contains(0x20) else { return writer.append(text, word) }
    for offset in word {
      let origin = text.origin(of: offset..<offset + 1)
      if text.bytes[offset] == 0x20 {
        for byte in replacement { writer.append(byte, origin) }
      } else {
        writer.append(text.bytes[offset], origin)
      }
    }
  }
}

extension Metaspace {
  /// What the component `field` of a `tokenizer.json` describes.
  init(_ field: FieldReader) throws(ExplainerError) {
    if let text = try field["replacement"].string() {
      guard text.unicodeScalars.count == 1 else { throw field["replacement"].mismatch("one character") }
      replacement = Array(text.utf8)
    }
    // Older files say it in this way, and the newer ones' is not looked at where both are there and differ.
    let prefixes = try field["add_prefix_space"].bool(default: true)
    let name = try field["prepend_scheme"].string() ?? (prefixes ? "always" : "never")
    guard let scheme = Scheme(rawValue: name) else {
      throw field["prepend_scheme"].unsupported("this is not supported", expected: "always, first or never")
    }
    self.scheme = scheme
  }

  /// The set of nothing but what stands for a space.
  var set: ScalarSet { ScalarSet(TextScalar(in: replacement, at: 0, to: replacement.count).value) }
}

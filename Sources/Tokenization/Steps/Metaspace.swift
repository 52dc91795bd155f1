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

  /// Changes a part of a text.
  func apply(to text: inout NormalizedText) {
    text.replace([0x20], with: replacement)
    guard scheme == .always || scheme == .first && text.isAtStart,
      !text.bytes[text.range].starts(with: replacement)
    else { return }
    text.prefix(replacement)
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

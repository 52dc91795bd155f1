import Testing

@testable import Tokenization

/// BERT's normal form and where it comes from.
struct BertNormalizerTests {
  private static let none = BertNormalizer(
    cleansText: false, separatesChinese: false, stripsAccents: false, lowercases: false)

  /// The normal form in scalars, because strings are equal where they are only equivalent.
  private func normalize(
    _ text: String, _ normalizer: BertNormalizer = BertNormalizer()
  ) -> [Unicode.Scalar] {
    let bytes = Normalizer(steps: [.bert(normalizer)]).normalize(Array(text.utf8))
    return Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
  }

  /// Each step by itself.
  @Test(arguments: [
    (nil, "\u{0}\tÅb\u{AD}\u{FFFD}中\u{2003}E\u{301}İ"), (\BertNormalizer.cleansText, " Åb中 E\u{301}İ"),
    (\BertNormalizer.separatesChinese, "\u{0}\tÅb\u{AD}\u{FFFD} 中 \u{2003}E\u{301}İ"),
    (\BertNormalizer.stripsAccents, "\u{0}\tAb\u{AD}\u{FFFD}中\u{2003}EI"),
    (\BertNormalizer.lowercases, "\u{0}\tåb\u{AD}\u{FFFD}中\u{2003}e\u{301}i\u{307}"),
  ])
  func steps(step: (any WritableKeyPath<BertNormalizer, Bool> & Sendable)?, expected: String) {
    var normalizer = Self.none
    if let step { normalizer[keyPath: step] = true }
    let text = "\u{0}\tÅb\u{AD}\u{FFFD}中\u{2003}E\u{301}İ"
    #expect(normalize(text, normalizer) == Array(expected.unicodeScalars))
  }

  /// All steps together, on texts for which their order matters.
  @Test(arguments: [
    ("Ünïcödé CAFÉ", "unicode cafe"), ("İSTANBUL ẞ ΣΑΣ", "istanbul ß σασ"), ("K Å", "k a"),
    ("\u{2F800}\u{F900}", " \u{4E3D}  \u{8C48} "), ("각", "\u{1100}\u{1161}\u{11A8}"),
    ("\u{37E}\u{387}\u{1FEF}", ";\u{B7}`"), ("a\u{200B}b\u{7F}c", "abc"), ("\r\n\u{85}x", "  x"),
    ("\u{344}\u{F73}a", "a"), ("", ""), ("\u{301}", ""), ("AZ[az{@`", "az[az{@`"),
  ])
  func together(text: String, expected: String) {
    #expect(normalize(text) == Array(expected.unicodeScalars))
  }

  /// Marks that stay come out in the order of their combining classes, however many there are, and marks that
  /// go separate runs only where their own class is 0.
  @Test func sortsMarks() {
    #expect(normalize("a\u{8D4}\u{1B44}") == ["a", "\u{1B44}", "\u{8D4}"])
    #expect(normalize("a\u{8D4}\u{301}\u{1B44}") == ["a", "\u{1B44}", "\u{8D4}"])
    #expect(normalize("a\u{8D4}\u{34F}\u{1B44}") == ["a", "\u{8D4}", "\u{1B44}"])
    #expect(normalize("a\u{8D4}b\u{1B44}") == ["a", "\u{8D4}", "b", "\u{1B44}"])
    let marks = String(repeating: "\u{8D4}\u{1B44}", count: 20_000)
    #expect(
      normalize(marks)
        == Array(repeating: "\u{1B44}", count: 20_000) + Array(repeating: "\u{8D4}", count: 20_000))
  }

  /// Every normalised byte leads back to the character it was made from; what was taken out belongs to none.
  @Test func origins() {
    let text = Array("xÅ\u{AD}中\u{301}é!".utf8)
    let normalized = BertNormalizer().normalize(text, 1..<text.count)
    #expect(Array(normalized.bytes) == Array("a 中 e!".utf8))
    let places = normalized.bytes.indices.map { normalized.source(of: $0..<$0 + 1) }
    #expect(places == [1..<3, 5..<8, 5..<8, 5..<8, 5..<8, 5..<8, 10..<12, 12..<13])
    #expect(normalized.source(of: 0..<8) == 1..<13)
    let plain = BertNormalizer().normalize(Array("x\tYz".utf8), 1..<4)
    #expect(Array(plain.bytes) == Array(" yz".utf8))
    #expect(plain.source(of: 1..<3) == 2..<4)
  }

  /// ASCII, which has a way of its own, is normalised as it is beside other characters.
  @Test(arguments: [true, false], [true, false]) func plainTextIsNoException(cleans: Bool, lowers: Bool) {
    let normalizer = BertNormalizer(cleansText: cleans, stripsAccents: lowers, lowercases: lowers)
    for scalar in (0..<UInt8(128)).map(Unicode.Scalar.init) {
      #expect(normalize("\(scalar)ß", normalizer) == normalize("\(scalar)", normalizer) + ["ß"])
    }
  }
}

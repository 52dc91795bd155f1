/// BERT's normal form of a text.
///
/// Four steps, each on all of the text, done here in one pass: taking out controls and making all white space
/// a space; putting spaces around Chinese characters; decomposing characters and taking out accents; lower
/// case.
///
/// Source: huggingface/tokenizers `normalizers/bert.rs`.
struct BertNormalizer: Sendable, Hashable {
  /// Whether controls are taken out and white space becomes spaces.
  var cleansText = true
  /// Whether Chinese characters get spaces around them.
  var separatesChinese = true
  /// Whether characters are decomposed (NFD) and non-spacing marks taken out.
  var stripsAccents = true
  /// Whether upper case becomes lower case.
  var lowercases = true

  /// The normal form of the part `range` of `text`.
  ///
  /// - Complexity: O(bytes), and O(m log m) in the longest run of m marks on one character.
  func normalize(_ text: [UInt8], _ range: Range<Int>) -> NormalizedText {
    if let bytes = plain(text, range) { return NormalizedText(bytes: bytes, from: range.lowerBound) }
    var writer = Writer(lowercases: lowercases, capacity: range.count)
    var offset = range.lowerBound
    while offset < range.upperBound {
      let scalar = TextScalar(in: text, at: offset, to: range.upperBound)
      let end = offset + scalar.length
      add(scalar.value, NormalizedText.Origin(offset..<end), to: &writer)
      offset = end
    }
    writer.endRun()
    return NormalizedText(bytes: writer.bytes, origins: writer.origins, from: range.lowerBound)
  }

  /// The normal form of a part that is ASCII and from which nothing is taken out; nil for any other.
  private func plain(_ text: [UInt8], _ range: Range<Int>) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    for offset in range {
      var byte = text[offset]
      if byte < 0x20 || byte >= 0x7F {
        guard byte < 0x80 else { return nil }
        if cleansText {
          guard byte == 0x09 || byte == 0x0A || byte == 0x0D else { return nil }
          byte = 0x20
        }
      } else if lowercases, byte &- 0x41 < 26 {
        byte |= 0x20
      }
      bytes.append(byte)
    }
    return bytes
  }

  private func add(_ scalar: UInt32, _ origin: NormalizedText.Origin, to writer: inout Writer) {
    var scalar = scalar
    var traits = ScalarTraits.of(scalar)
    if cleansText {
      if traits.contains(.control) { return }
      if traits.contains(.whiteSpace) {
        scalar = 0x20
        traits = .whiteSpace
      }
    }
    let isChinese = separatesChinese && ScalarTraits.isChinese(scalar)
    if isChinese { writer.addStarter(0x20, .whiteSpace, origin) }
    if stripsAccents {
      writer.addWithoutAccents(scalar, traits, origin)
    } else {
      writer.addStarter(scalar, traits, origin)
    }
    if isChinese { writer.addStarter(0x20, .whiteSpace, origin) }
  }
}

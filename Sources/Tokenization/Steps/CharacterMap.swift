import Diagnostics

/// SentencePiece's own normal form: a map from short texts to others, compiled into a double-array trie.
///
/// Source: huggingface/tokenizers `normalizers/precompiled.rs` and the crate spm_precompiled, whose meaning was seen with
/// tokenizers 0.23.3: a grapheme of less than six bytes that begins with a text of the map becomes what the *shortest* of
/// these does, whatever follows in it; of any other each scalar is looked up by itself. SentencePiece itself (`NormalizePrefix`
/// in google/sentencepiece `normalizer.cc`) knows no graphemes and takes the longest.
struct CharacterMap: Sendable, Hashable {
  /// Units of the trie: the label of the edge that leads to one, whether a text ends there, and where what follows is.
  private let units: [UInt32]
  /// The texts that others become, each with a zero byte behind it.
  private let texts: [UInt8]
  /// What each scalar of ASCII becomes by itself, as far as that is one such scalar; 0xFF for others.
  private let ascii: [UInt8]
  /// Whether it is applied as SentencePiece itself does.
  private let takesLongest: Bool

  /// The map that `bytes`, a `precompiled_charsmap`, holds; nil where they are none.
  ///
  /// - Parameters:
  ///   - bytes: the map.
  ///   - takesLongest: whether it is applied as SentencePiece itself does.
  init?(_ bytes: [UInt8], takesLongest: Bool = false) {
    guard bytes.count >= 4 else { return nil }
    func word(_ offset: Int) -> UInt32 {
      (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
    }
    let size = Int(word(0))
    guard size > 0, size % 4 == 0, size <= bytes.count - 4 else { return nil }
    let units = stride(from: 4, to: 4 + size, by: 4).map(word)
    let texts = Array(bytes[(4 + size)...])
    guard String(validating: texts, as: UTF8.self) != nil else { return nil }
    (self.units, self.texts, self.takesLongest) = (units, texts, takesLongest)
    ascii = (0..<0x80).map { (byte: UInt8) -> UInt8 in
      guard let text = Self.find([byte], 0..<1, longest: false, units, texts)?.text else { return byte }
      return text.count == 1 ? texts[text.lowerBound] : 0xFF
    }
  }

  /// Brings `text` into its form.
  func apply(to text: inout NormalizedText) {
    guard !takesLongest else { return applyLongest(to: &text) }
    guard !applyASCII(to: &text) else { return }
    var changes: [ScalarChange] = []
    changes.reserveCapacity(text.range.count)
    var isChanged = false
    var offset = text.range.lowerBound
    while offset < text.range.upperBound {
      let grapheme = offset..<Grapheme.end(of: text.bytes, from: offset, to: text.range.upperBound)
      offset = grapheme.upperBound
      if grapheme.count < 6, let new = shortest(text.bytes, grapheme) {
        isChanged = true
        Self.replace(text.bytes, grapheme, with: texts[new], in: &changes)
        continue
      }
      var start = grapheme.lowerBound
      while start < grapheme.upperBound {
        let scalar = TextScalar(in: text.bytes, at: start, to: grapheme.upperBound)
        let part = start..<start + scalar.length
        if let new = shortest(text.bytes, part) {
          isChanged = true
          Self.replace(text.bytes, part, with: texts[new], in: &changes)
        } else {
          changes.append(ScalarChange(scalar: scalar.value, change: 0))
        }
        start = part.upperBound
      }
    }
    if isChanged { text.apply(changes) }
  }

  /// Does it where all of the text is ASCII and becomes ASCII, a scalar each; else gives false.
  private func applyASCII(to text: inout NormalizedText) -> Bool {
    var isChanged = false
    var previous: UInt8 = 0
    for byte in text.bytes[text.range] {
      guard byte < 0x80, case let new = ascii[Int(byte)], new != 0xFF, byte != 0x0A || previous != 0x0D else {
        return false
      }
      if new != byte { isChanged = true }
      previous = byte
    }
    if isChanged { text.replaceBytes { ascii[Int($0)] } }
    return true
  }

  /// Brings `text` into SentencePiece's own form.
  private func applyLongest(to text: inout NormalizedText) {
    var changes: [ScalarChange] = []
    changes.reserveCapacity(text.range.count)
    var offset = text.range.lowerBound
    while offset < text.range.upperBound {
      let rest = offset..<text.range.upperBound
      if let (new, end) = Self.find(text.bytes, rest, longest: true, units, texts) {
        Self.replace(text.bytes, offset..<end, with: texts[new], in: &changes)
        offset = end
      } else {
        let scalar = TextScalar(in: text.bytes, at: offset, to: rest.upperBound)
        changes.append(ScalarChange(scalar: scalar.value, change: 0))
        offset += scalar.length
      }
    }
    text.apply(changes)
  }

  private func shortest(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int>? {
    Self.find(bytes, range, longest: false, units, texts)?.text
  }

  /// Where in `texts` that stands which the shortest, or the longest, beginning of `bytes[range]` that the trie has
  /// becomes, and where that ends.
  private static func find(
    _ bytes: [UInt8], _ range: Range<Int>, longest: Bool, _ units: [UInt32], _ texts: [UInt8]
  ) -> (text: Range<Int>, end: Int)? {
    func next(_ unit: UInt32) -> Int { Int((unit >> 10) << ((unit & 1 << 9) >> 6)) }
    var position = next(units[0])
    var found: (text: Range<Int>, end: Int)?
    for offset in range {
      let byte = bytes[offset]
      position ^= Int(byte)
      guard byte != 0, position < units.count, case let unit = units[position],
        unit & (1 << 31 | 0xFF) == UInt32(byte)
      else { return found }
      position ^= next(unit)
      guard unit >> 8 & 1 == 1 else { continue }
      guard position < units.count, case let start = Int(units[position] & (1 << 31 - 1)),
        start < texts.count,
        start == 0 || texts[start] & 0xC0 != 0x80
      else { return found }
      found = (start..<(texts[start...].firstIndex(of: 0) ?? texts.count), offset + 1)
      if !longest { return found }
    }
    return found
  }

  /// Appends `new` in place of the scalars of `bytes[range]`.
  private static func replace(
    _ bytes: [UInt8], _ range: Range<Int>, with new: ArraySlice<UInt8>, in changes: inout [ScalarChange]
  ) {
    var added = 0
    var offset = new.startIndex
    let whole = Array(new)
    while offset < new.endIndex {
      let scalar = TextScalar(in: whole, at: offset - new.startIndex, to: whole.count)
      changes.append(ScalarChange(scalar: scalar.value, change: 0))
      offset += scalar.length
      added += 1
    }
    let difference = added - bytes[range].count { $0 & 0xC0 != 0x80 }
    if difference > 0 {
      for index in changes.indices.suffix(difference) { changes[index].change = 1 }
    } else if difference < 0, !changes.isEmpty {
      changes[changes.count - 1].change += difference
    }
  }
}

import JSON
import Testing

@testable import Tokenization

/// A small WordPiece tokenizer against what Hugging Face's `tokenizers` makes of difficult texts.
struct WordPieceReferenceTests {
  private let rows: [JSONValue]

  init() throws { rows = try GoldenLine.lines(Places.bytes(Places.wordPieceExpected)).map(\.value) }

  /// The tokenizer of the first two lines with other `sections`.
  private func load(_ sections: JSONObject) throws -> Tokenizer {
    var file = try #require(rows.first?.object)
    for (key, section) in sections.members { file[key] = section }
    // Put together as text: keys of a JSON object that are canonically equivalent are one to `JSONObject`.
    let pieces = try #require(rows[1].array).enumerated().map { "\($1.text()):\($0)" }
    let model = #""type":"WordPiece","unk_token":"[UNK]","max_input_chars_per_word":12"#
    let text =
      String(JSONValue.object(file).text().dropLast()) + #","model":{\#(model),"vocab":{"#
      + pieces.joined(separator: ",") + "}}}"
    return try ScratchFolder(text: ["tokenizer.json": text]).loadTokenizer()
  }

  /// With every setting of the normaliser the ids, offsets and decoded texts are equal, and every token's range
  /// normalises to its piece.
  @Test func equalsReference() throws {
    let texts = try #require(rows[2].array).compactMap(\.string)
    #expect(rows.count > 9 && texts.count > 20)
    for row in rows.dropFirst(3) {
      let sections = try #require(row["sections"]?.object)
      let tokenizer = try load(sections)
      for (index, text) in texts.enumerated() {
        let encoding = tokenizer.encode(text)
        let about = Comment(rawValue: "\(sections["normalizer"]?.text() ?? "") \(text)")
        #expect(encoding.ids == row["ids"]?[index]?.array?.compactMap(\.int), about)
        let offsets = encoding.characterOffsets.flatMap { [$0.lowerBound, $0.upperBound] }
        #expect(offsets == row["offsets"]?[index]?.array?.compactMap(\.int), about)
        let decoded = tokenizer.decode(encoding.ids)
        #expect(Array(decoded.utf8) == row["decoded"]?[index]?.string.map { Array($0.utf8) }, about)
        Invariants.checkRanges(of: encoding, in: text, tokenizer)
      }
    }
  }

  /// Ranges of tokens of random texts, for the demonstration models too, where their tokenizer is WordPiece.
  @Test(arguments: 0..<6) func rangesHoldForRandomTexts(seed: Int) throws {
    var tokenizers = [
      try load([
        "normalizer": [
          "type": "BertNormalizer", "clean_text": .bool(seed % 2 == 0), "strip_accents": .bool(seed % 3 == 0),
          "lowercase": .bool(seed % 4 < 2), "handle_chinese_chars": .bool(seed < 3),
        ]
      ])
    ]
    for name in Places.demos where name == "demo-bert" {
      tokenizers.append(try Tokenizer(directory: Places.demo(name)))
    }
    var random = RandomText(seed: UInt64(seed))
    for _ in 0..<60 {
      let text = random.text(upTo: 40)
      for tokenizer in tokenizers {
        Invariants.checkRanges(of: tokenizer.encode(text), in: text, tokenizer)
      }
    }
  }
}

/// What holds for the tokens of every text.
private enum Invariants {
  /// Ranges are in the text, at the borders of its scalars, in order; what they hold normalises to the piece
  /// (or has it in it, where one character is spelled by several pieces).
  static func checkRanges(of encoding: Encoding, in text: String, _ tokenizer: Tokenizer) {
    let utf8 = Array(text.utf8)
    let borders = Set(utf8.indices.filter { utf8[$0] & 0xC0 != 0x80 } + [utf8.count])
    var last = 0..<0
    for (index, range) in encoding.byteRanges.enumerated() where !encoding.specialMask[index] {
      #expect(!range.isEmpty && borders.contains(range.lowerBound) && borders.contains(range.upperBound))
      #expect(range.lowerBound >= last.lowerBound && range.upperBound >= last.upperBound)
      last = range
      guard encoding.ids[index] != tokenizer.id(of: .unknown) else { continue }
      let piece = Array(encoding.pieces[index].utf8)
      let spelling = piece.starts(with: Array("##".utf8)) ? Array(piece.dropFirst(2)) : piece
      // Marks that change places keep the ranges of the places.
      let scalars = String(decoding: spelling, as: UTF8.self).unicodeScalars
      guard !scalars.contains(where: { ScalarTraits.of($0.value).contains(.nonstarter) }) else { continue }
      let part = tokenizer.normalizer.normalize(Array(utf8[range]))
      // Added tokens are found before anything is normalised, or after it.
      let found = part.firstRange(of: spelling) ?? Array(utf8[range]).firstRange(of: spelling)
      #expect(found != nil, "\(encoding.pieces[index]) in \(text.debugDescription)")
    }
  }
}

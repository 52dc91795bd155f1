import JSON
import Testing

@testable import Tokenization

/// The reading of vocabularies and merges, which has a quick way for usual spellings and a slow one for all.
struct ListReaderTests {
  /// Pieces with everything that can be in one, short and long, at the end of the file and before it.
  private static let pieces = [
    "", "a", "\"", "\\", "/", "Ġ", "Ġcity", "ĠĠĠĠĠĠĠĠ", "12345678", "123456789", "é世", "😀", "\n\t", "\u{7F}",
    "a\"b\\c/d", "Ċ\"Ċ", String(repeating: "x", count: 300), String(repeating: "Ġ\"", count: 150), "\u{FFFF}",
    "end",
  ]

  /// A string of JSON in which every UTF-16 unit is an escape.
  private static func escaped(_ text: String) -> String {
    text.utf16.map { unit in
      let digits = String(unit, radix: 16, uppercase: unit % 2 == 0)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
  }

  private static func plain(_ text: String) -> String {
    String(JSONValue.string(text).text().dropFirst().dropLast())
  }

  /// The object of all pieces with their places as ids, each spelled by `spell`, `gap` between all its parts.
  private static func vocabulary(_ gap: String, _ spell: (String, Int) -> String) -> String {
    let entries = pieces.enumerated().map { "\(gap)\"\(spell($1, $0))\"\(gap):\(gap)\($0)\(gap)" }
    return "{" + entries.joined(separator: ",") + "}"
  }

  /// However a vocabulary is spelled, the same table comes out.
  @Test(arguments: ["", " ", "\n      ", "\t\r\n"]) func spellingsOfVocabularies(gap: String) throws {
    let spellings: [(String, Int) -> String] = [
      { text, _ in Self.plain(text) }, { text, _ in Self.escaped(text) },
      { text, place in place % 3 == 0 ? Self.escaped(text) : Self.plain(text) },
    ]
    for spell in spellings {
      for tail in ["", String(repeating: " ", count: 64)] {
        var scanner = JSONScanner(Array((Self.vocabulary(gap, spell) + tail).utf8))
        let table = try ListReader.readVocabulary(&scanner)
        try scanner.expectEnd()
        #expect((0..<table.idLimit).map { table.piece(of: $0) } == Self.pieces)
      }
    }
  }

  /// However merges are spelled, the same table comes out; also where what they make is not in their order.
  @Test(arguments: ["", " ", "\n      "]) func spellingsOfMerges(gap: String) throws {
    let names = [
      "a", "b", "abababab", "ab", "abab", "\"", "ab\"", "aba", "babababa", "ababababbabababa", "ba", "babab",
    ]
    let merges = [
      ("a", "b"), ("ab", "ab"), ("abab", "abab"), ("ab", "\""), ("ab", "a"), ("b", "a"),
      ("abababab", "babababa"),
    ]
    var table = PieceTable()
    for (id, name) in names.enumerated() { _ = table.insert(Array(name.utf8), id: id) }
    let spellings: [(String, String) -> String] = [
      { "\"\(Self.plain($0 + " " + $1))\"" }, { "\"\(Self.escaped($0)) \(Self.plain($1))\"" },
      { "[\(gap)\"\(Self.plain($0))\"\(gap),\(gap)\"\(Self.plain($1))\"\(gap)]" },
      { "[\"\(Self.escaped($0))\",\"\(Self.escaped($1))\"]" },
    ]
    for spell in spellings {
      let text = "[" + merges.map { gap + spell($0, $1) + gap }.joined(separator: ",") + "]"
      var scanner = JSONScanner(Array(text.utf8))
      let found = try ListReader.readMerges(&scanner, table)
      try scanner.expectEnd()
      #expect(found.count == merges.count)
      for (rank, (left, right)) in merges.enumerated() {
        let leftID = try #require(names.firstIndex(of: left)),
          rightID = try #require(names.firstIndex(of: right))
        #expect(found.rank(UInt32(leftID), UInt32(rightID)) == UInt32(rank))
        #expect(names[Int(found.results[rank])] == left + right)
      }
    }
  }

  /// Escapes that are wrong are found out, wherever the quick way stops.
  @Test(arguments: [#"\u012"#, #"\u01G0"#, #"\uG120"#, #"\x"#, "\u{1}", #"\u"#, #"\"#])
  func wrongEscapes(content: String) {
    for prefix in ["", "Ġ", "12345678"] {
      let text = "{\"a\":0,\"\(prefix)\(content)\":1}" + String(repeating: " ", count: 20)
      #expect(throws: JSONError.self) {
        var scanner = JSONScanner(Array(text.utf8))
        _ = try ListReader.readVocabulary(&scanner)
      }
    }
  }
}

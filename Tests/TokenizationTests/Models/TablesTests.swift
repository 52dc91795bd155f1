import Testing

@testable import Tokenization

/// The tables of pieces and merges.
struct TablesTests {
  /// Pieces of all lengths are found again, also after the table has grown many times, and others are not.
  @Test func findsPieces() {
    var table = PieceTable()
    var random = RandomText(seed: 7)
    var known: [String: Int] = [:]
    while known.count < 3000 {
      let text = random.text(upTo: 30)
      guard known[text] == nil else { continue }
      let conflict = table.insert(Array(text.utf8), id: known.count)
      #expect(conflict == nil)
      known[text] = known.count
    }
    for (text, id) in known {
      #expect(table.id(of: Array(text.utf8)) == id)
      #expect(table.piece(of: id) == text)
      #expect(known[text + "!"] != nil || table.id(of: Array((text + "!").utf8)) == nil)
    }
    #expect(table.count == 3000 && table.idLimit == 3000)
  }

  /// What cannot be added says why.
  @Test func refusesConflicts() {
    var table = PieceTable()
    let pieces = [("a", 5), ("b", 5), ("a", 6), ("c", -1), ("c", 1_000_000_000_000)]
    let conflicts = pieces.map { table.insert(Array($0.utf8), id: $1) }
    #expect(conflicts == [nil, .idTaken, .pieceTaken(id: 5), .idOutOfRange, .idOutOfRange])
    #expect(table.idLimit == 6 && table.count == 1 && table.range(of: 3) == nil)
  }

  /// A piece that gets a new id is found under it, and its old one is free; what cannot be is refused.
  @Test func renumbersPieces() {
    var table = PieceTable()
    for (id, piece) in ["a", "longer than eight", ""].enumerated() {
      let conflict = table.insert(Array(piece.utf8), id: id)
      #expect(conflict == nil)
    }
    let conflicts = [table.renumber(1, to: 5), table.renumber(2, to: 6), table.renumber(0, to: 3)]
    #expect(conflicts == [nil, nil, .idOutOfRange])
    #expect(table.id(of: Array("longer than eight".utf8)) == 5 && table.id(of: []) == 6)
    #expect((0...7).map { table.piece(of: $0) } == ["a", nil, nil, nil, nil, "longer than eight", "", nil])
    let others = [table.renumber(1, to: 9), table.renumber(5, to: PieceTable.maximumID + 1)]
    #expect(others == [.idOutOfRange, .idOutOfRange])
    #expect(table.count == 3 && table.longest == 17)
  }

  /// Spellings that are not UTF-8 are refused, however they are hidden; those that are UTF-8 are not.
  @Test(
    arguments: [
      ([0x80], false), ([0xC0, 0x80], false), ([0xC1, 0xBF], false), ([0xC4], false), ([0xC4, 0x41], false),
      ([0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0xFF], false), ([0xED, 0xA0, 0x80], false),
      ([0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0xC4, 0xA0], true), ([0xC4, 0xA0, 0xC4, 0xA0], true),
      ([0xE4, 0xB8, 0xAD], true), ([0x61, 0xF0, 0x9F, 0x98, 0x80], true), ([], true),
    ] as [([UInt8], Bool)])
  func checksUnicode(bytes: [UInt8], isFine: Bool) {
    var table = PieceTable()
    let conflict = table.insert(bytes, id: 0)
    #expect(conflict == (isFine ? nil : .notUnicode))
  }

  /// A pair that comes twice has its later rank.
  @Test func laterMergeCounts() {
    var table = MergeTable()
    for (left, right, result) in [(1, 2, 10), (2, 3, 11), (1, 2, 12)] {
      let isIn = table.append(left, right, result: result)
      #expect(isIn)
    }
    #expect(table.rank(1, 2) == 2 && table.results[2] == 12)
    #expect(table.rank(2, 3) == 1)
    #expect(table.rank(2, 1) == MergeTable.none)
  }

  /// Thousands of merges, with the largest ids there can be, are found again.
  @Test func findsMerges() {
    var table = MergeTable()
    for rank in 0..<5000 {
      let isIn = table.append(PieceTable.maximumID - rank, rank % 7, result: rank)
      #expect(isIn)
    }
    for rank in 0..<5000 {
      #expect(table.rank(UInt32(PieceTable.maximumID - rank), UInt32(rank % 7)) == UInt32(rank))
    }
  }
}

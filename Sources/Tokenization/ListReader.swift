import JSON

/// Reads the two big lists of a byte-pair encoding, the vocabulary and the merges, into their tables.
enum ListReader {
  /// Reads an object of pieces and ids, `{"!": 0, …}`.
  static func readVocabulary(_ scanner: inout JSONScanner) throws(JSONError) -> PieceTable {
    // A guess that saves growing the table: GPT-2's entries take some 17 bytes.
    var pieces = PieceTable(capacity: min((scanner.bytes.count - scanner.offset) / 17, 1 << 16))
    try scanner.beginObject()
    var first = true
    while let count = try scanner.nextMember(first: &first, into: &pieces.arena, at: pieces.used) {
      let end = scanner.offset
      let id = try scanner.integer()
      switch pieces.insertScratch(count: count, id: id) {
      case nil: break
      case .notUnicode: throw scanner.reject("a piece that is not valid UTF-8", at: end)
      case .idOutOfRange: throw scanner.reject("the id \(id) is not one of 0 to \(PieceTable.maximumID)", at: end)
      case .idTaken: throw scanner.reject("the id \(id) belongs to another piece already", at: end)
      case .pieceTaken(let other): throw scanner.reject("the piece is there already, with the id \(other)", at: end)
      }
    }
    return pieces
  }

  /// Reads an array of merges, `["Ġ t", …]` or `[["Ġ", "t"], …]`.
  static func readMerges(_ scanner: inout JSONScanner, _ pieces: inout PieceTable) throws(JSONError) -> MergeTable {
    var builder = MergeBuilder(capacity: min(pieces.count, (scanner.bytes.count - scanner.offset) / 6))
    try scanner.beginArray()
    var first = true
    while try scanner.nextElement(first: &first) {
      let start = scanner.offset
      let problem: MergeBuilder.Problem?
      if try scanner.peek() == UInt8(ascii: "[") {
        let (left, right) = try readPair(&scanner, &pieces)
        problem = builder.addScratch(left, right, &pieces)
      } else {
        let count = try scanner.string(into: &pieces.arena, at: pieces.used)
        problem = builder.addScratch(line: count, &pieces)
      }
      if let problem { throw scanner.reject(problem.text, at: start) }
    }
    return builder.table
  }

  /// Reads `["Ġ", "t"]` into the scratch space of `pieces` and gives the places of the two.
  private static func readPair(
    _ scanner: inout JSONScanner, _ pieces: inout PieceTable
  ) throws(JSONError) -> (left: Range<Int>, right: Range<Int>) {
    var first = true
    try scanner.beginArray()
    guard try scanner.nextElement(first: &first) else { throw scanner.reject("a merge without pieces") }
    let start = pieces.used
    let middle = start + (try scanner.string(into: &pieces.arena, at: start))
    guard try scanner.nextElement(first: &first) else { throw scanner.reject("a merge of only one piece") }
    let end = middle + (try scanner.string(into: &pieces.arena, at: middle))
    guard try !scanner.nextElement(first: &first) else { throw scanner.reject("a merge of more than two pieces") }
    return (start..<middle, middle..<end)
  }
}

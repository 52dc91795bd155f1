import JSON

/// Reads the two big lists of a byte-pair encoding, the vocabulary and the merges, into their tables.
///
/// Entries in the usual form are read by `PlainText`, whatever else, errors too, by `JSONScanner`; after each
/// such entry the first way is taken again.
enum ListReader {
  /// Reads an object of pieces and ids, `{"!": 0, …}`.
  static func readVocabulary(_ scanner: inout JSONScanner) throws(JSONError) -> PieceTable {
    let bytes = scanner.bytes
    // A guess that saves growing the tables: GPT-2's entries take some 17 bytes, of which 7 are the piece's.
    // Most files have as much again behind the vocabulary, so beyond GPT-2's size the tables grow when they
    // have to: touching memory for the first time costs as much as reading what goes there.
    let size = bytes.count - scanner.offset
    var pieces = PieceTable(capacity: min(size / 17, 52_000), bytes: min(size / 4, 400_000))
    var scratch: [UInt8] = []
    var first = true
    try scanner.beginObject()
    while try scanner.nextKey(first: &first) {
      let count = try scanner.string(into: &scratch, at: 0)
      try scanner.expectColon()
      _ = try scanner.peek()
      let offset = scanner.offset
      let id = try scanner.integer()
      switch pieces.insert(scratch.span.bytes, at: 0, count: count, id: id) {
      case nil: scanner.move(to: readPlainEntries(bytes, from: scanner.offset, &pieces))
      case .notUnicode: throw scanner.reject("a piece that is not valid UTF-8", at: offset)
      case .idOutOfRange:
        throw scanner.reject("the id \(id) is not one of 0 to \(PieceTable.maximumID)", at: offset)
      case .idTaken: throw scanner.reject("the id \(id) belongs to another piece already", at: offset)
      case .pieceTaken(let other):
        throw scanner.reject("the piece is there already, with the id \(other)", at: offset)
      }
    }
    return pieces
  }

  /// Reads entries `, "!": 0` from `start` on and gives the offset behind the last that is in the usual form.
  private static func readPlainEntries(_ bytes: [UInt8], from start: Int, _ pieces: inout PieceTable) -> Int {
    let text = bytes.span.bytes
    var scratch = [UInt8](repeating: 0, count: 256)
    var done = start
    while true {
      let quote = PlainText.mark(",", text, done)
      guard quote >= 0, PlainText.byte(text, quote) == 0x22 else { return done }
      var end = PlainText.stringEnd(text, quote &+ 1)
      var count = end &- quote &- 1
      let isPlain = end >= 0
      if !isPlain { (count, end) = PlainText.unescape(text, quote &+ 1, to: &scratch) }
      guard end >= 0, case let value = PlainText.mark(":", text, end &+ 1), value >= 0 else { return done }
      let (id, next) = PlainText.number(text, value)
      guard next >= 0 else { return done }
      let conflict =
        isPlain
        ? pieces.insert(text, at: quote &+ 1, count: count, id: id)
        : pieces.insert(scratch.span.bytes, at: 0, count: count, id: id)
      guard conflict == nil else { return done }
      done = next
    }
  }

  /// Reads an array of pieces and scores, `[["<pad>", 0.0], …]`, which have ids in their order.
  static func readScores(_ scanner: inout JSONScanner) throws(JSONError) -> (PieceTable, [Double]) {
    let size = scanner.bytes.count - scanner.offset
    var pieces = PieceTable(capacity: min(size / 32, 52_000), bytes: min(size / 8, 400_000))
    var scores: [Double] = []
    var scratch: [UInt8] = []
    var first = true
    try scanner.beginArray()
    while try scanner.nextElement(first: &first) {
      let start = scanner.offset
      var inner = true
      try scanner.beginArray()
      guard try scanner.nextElement(first: &inner) else { throw scanner.reject("a piece without a name") }
      let count = try scanner.string(into: &scratch, at: 0)
      guard try scanner.nextElement(first: &inner), let score = try scanner.value().double,
        try !scanner.nextElement(first: &inner)
      else { throw scanner.reject("expected a piece and its score", at: start) }
      switch pieces.insert(scratch.span.bytes, at: 0, count: count, id: scores.count) {
      case nil: scores.append(score)
      case .notUnicode: throw scanner.reject("a piece that is not valid UTF-8", at: start)
      case .pieceTaken(let other):
        throw scanner.reject("the piece is there already, with the id \(other)", at: start)
      case .idTaken, .idOutOfRange:
        throw scanner.reject("there are more than \(PieceTable.maximumID + 1) pieces", at: start)
      }
    }
    return (pieces, scores)
  }

  /// Reads an array of merges, `["Ġ t", …]` or `[["Ġ", "t"], …]`.
  ///
  /// - Parameters:
  ///   - scanner: where they stand.
  ///   - pieces: the pieces they name.
  ///   - prefix: how many bytes of the second of a merge are left out of what it makes.
  static func readMerges(
    _ scanner: inout JSONScanner, _ pieces: PieceTable, prefix: Int = 0
  ) throws(JSONError) -> MergeTable {
    let bytes = scanner.bytes
    var builder = MergeBuilder(
      capacity: min(pieces.count, (bytes.count - scanner.offset) / 6), prefix: prefix)
    var scratch: [UInt8] = []
    var first = true
    try scanner.beginArray()
    while try scanner.nextElement(first: &first) {
      let start = scanner.offset
      let problem: MergeBuilder.Problem?
      if try scanner.peek() == UInt8(ascii: "[") {
        let (middle, end) = try readPair(&scanner, into: &scratch)
        problem = builder.add(scratch.span.bytes, 0..<middle, middle..<end, pieces)
      } else {
        let count = try scanner.string(into: &scratch, at: 0)
        problem = builder.add(scratch.span.bytes, line: 0..<count, pieces)
      }
      if let problem { throw scanner.reject(problem.text, at: start) }
      scanner.move(to: readPlainMerges(bytes, from: scanner.offset, &builder, pieces))
    }
    return builder.table
  }

  /// Reads the two pieces of `["Ġ", "t"]` into `buffer` and gives the ends of both.
  private static func readPair(
    _ scanner: inout JSONScanner, into buffer: inout [UInt8]
  ) throws(JSONError) -> (middle: Int, end: Int) {
    var first = true
    try scanner.beginArray()
    guard try scanner.nextElement(first: &first) else { throw scanner.reject("a merge without pieces") }
    let middle = try scanner.string(into: &buffer, at: 0)
    guard try scanner.nextElement(first: &first) else { throw scanner.reject("a merge of only one piece") }
    let end = middle + (try scanner.string(into: &buffer, at: middle))
    guard try !scanner.nextElement(first: &first) else {
      throw scanner.reject("a merge of more than two pieces")
    }
    return (middle, end)
  }

  /// Reads merges `, "Ġ t"` or `, ["Ġ", "t"]` from `start` on and gives the offset behind the last that is in
  /// the usual form.
  private static func readPlainMerges(
    _ bytes: [UInt8], from start: Int, _ builder: inout MergeBuilder, _ pieces: PieceTable
  ) -> Int {
    let text = bytes.span.bytes
    var done = start
    while true {
      let quote = PlainText.mark(",", text, done)
      guard quote >= 0 else { return done }
      if PlainText.byte(text, quote) == 0x22 {
        let end = PlainText.stringEnd(text, quote &+ 1)
        guard end >= 0, builder.add(text, line: quote &+ 1..<end, pieces) == nil else { return done }
        done = end &+ 1
      } else {
        let left = PlainText.mark("[", text, quote)
        guard left >= 0, PlainText.byte(text, left) == 0x22 else { return done }
        let leftEnd = PlainText.stringEnd(text, left &+ 1)
        guard leftEnd >= 0, case let right = PlainText.mark(",", text, leftEnd &+ 1), right >= 0,
          PlainText.byte(text, right) == 0x22
        else { return done }
        let rightEnd = PlainText.stringEnd(text, right &+ 1)
        guard rightEnd >= 0, case let bracket = PlainText.space(text, rightEnd &+ 1),
          PlainText.byte(text, bracket) == UInt8(ascii: "]"),
          builder.add(text, left &+ 1..<leftEnd, right &+ 1..<rightEnd, pieces) == nil
        else { return done }
        done = bracket &+ 1
      }
    }
  }
}

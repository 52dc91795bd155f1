import Diagnostics

/// Reads `vocab.txt`: a piece a line, the line's number (from 0) its id.
///
/// Lines may end in LF, CR LF or CR. Of two equal lines the later counts, and the earlier one's id belongs to
/// no piece, as with Hugging Face.
enum VocabularyText {
  /// The pieces that `bytes`, the content of the file `path`, list.
  static func read(_ bytes: [UInt8], path: String) throws(ExplainerError) -> PieceTable {
    var pieces = PieceTable(capacity: min(bytes.count / 7, 52_000), bytes: bytes.count)
    let text = bytes.span.bytes
    var id = 0
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end &+= 1 }
      if let problem = add(text, start..<end, id: id, to: &pieces) {
        throw ExplainerError(.badData, problem, at: ["\(path):\(id + 1)"])
      }
      id += 1
      let isPair = end &+ 1 < bytes.count && bytes[end] == 0x0D && bytes[end &+ 1] == 0x0A
      start = end &+ (isPair ? 2 : 1)
    }
    return pieces
  }

  /// Adds the piece in `line`, or says what is wrong with it.
  private static func add(
    _ text: RawSpan, _ line: Range<Int>, id: Int, to pieces: inout PieceTable
  ) -> String? {
    var conflict = pieces.insert(text, at: line.lowerBound, count: line.count, id: id)
    if case .pieceTaken(let other) = conflict { conflict = pieces.renumber(other, to: id) }
    return switch conflict {
    case nil: nil
    case .notUnicode: "a piece that is not valid UTF-8"
    default: "there are more than \(PieceTable.maximumID + 1) pieces"
    }
  }
}

import Diagnostics

/// Reads `vocab.txt`: a piece a line, the line's number (from 0) its id.
///
/// White space at the end of a line is no part of the piece, so that lines may end in LF or CR LF; elsewhere, and in an
/// empty line, there is nothing special. Of two equal lines the later counts, and the earlier one's id belongs to no
/// piece. A byte order mark before the first piece is no part of it.
///
/// Source: `read_file` in huggingface/tokenizers `models/wordpiece/mod.rs`, which transformers has used since 5.0;
/// transformers 4.57 kept blanks and took a lone CR for the end of a line. Both take a byte order mark for a part of the
/// first piece, and so give the special token that stands there an id that no model has an embedding for.
enum VocabularyText {
  /// The pieces that `bytes`, the content of the file `path`, list.
  static func read(_ bytes: [UInt8], path: String) throws(ExplainerError) -> PieceTable {
    var pieces = PieceTable(capacity: min(bytes.count / 7, 52_000), bytes: bytes.count)
    let text = bytes.span.bytes
    var id = 0
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != 0x0A { end &+= 1 }
      let line = start..<AddedTokenMatcher.spaceStart(before: end, in: bytes, from: start)
      if let problem = add(text, line, id: id, to: &pieces) {
        throw ExplainerError(.badData, problem, at: ["\(path):\(id + 1)"])
      }
      id += 1
      start = end &+ 1
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

import Diagnostics

/// Reads `merges.txt`: a merge a line, `Ġ t`, in the order of the ranks.
///
/// Lines that begin with `#version` and empty lines are passed over; lines may end in CR LF.
enum MergesText {
  /// The merges that `bytes`, the content of the file `path`, list.
  static func read(_ bytes: [UInt8], path: String, _ pieces: PieceTable) throws(ExplainerError) -> MergeTable
  {
    var builder = MergeBuilder(capacity: min(pieces.count, bytes.count / 4))
    let text = bytes.span.bytes
    var line = 0
    var start = 0
    while start < bytes.count {
      line += 1
      var end = start
      while end < bytes.count, bytes[end] != 0x0A { end &+= 1 }
      let next = end + 1
      if end > start, bytes[end - 1] == 0x0D { end -= 1 }
      if end > start, !isVersion(bytes, from: start),
        let problem = builder.add(text, line: start..<end, pieces)
      {
        throw ExplainerError(.badData, problem.text, at: ["\(path):\(line)"])
      }
      start = next
    }
    return builder.table
  }

  private static func isVersion(_ bytes: [UInt8], from start: Int) -> Bool {
    bytes[start] == UInt8(ascii: "#") && bytes[start...].starts(with: "#version".utf8)
  }
}

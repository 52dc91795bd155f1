import Diagnostics

/// Reads `merges.txt`: a merge a line, `Ġ t`, in the order of the ranks.
///
/// Lines that begin with `#version` and empty lines are passed over; lines may end in CR LF.
enum MergesText {
  /// The merges that `bytes`, the content of the file `path`, list.
  static func read(
    _ bytes: [UInt8], path: String, _ pieces: inout PieceTable
  ) throws(ExplainerError) -> MergeTable {
    var builder = MergeBuilder(capacity: min(pieces.count, bytes.count / 4))
    pieces.reserveScratch(bytes.count)
    var line = 0
    var start = 0
    while start < bytes.count {
      line += 1
      var end = start
      let scratch = pieces.used
      while end < bytes.count, case let byte = bytes[end], byte != 0x0A {
        pieces.arena[scratch + end - start] = byte
        end += 1
      }
      var count = end - start
      if count > 0, bytes[end - 1] == 0x0D { count -= 1 }
      if count > 0, !isVersion(bytes, from: start), let problem = builder.addScratch(line: count, &pieces) {
        throw ExplainerError(.badData, problem.text, at: ["\(path):\(line)"])
      }
      start = end + 1
    }
    return builder.table
  }

  private static func isVersion(_ bytes: [UInt8], from start: Int) -> Bool {
    bytes[start] == UInt8(ascii: "#") && bytes[start...].starts(with: "#version".utf8)
  }
}

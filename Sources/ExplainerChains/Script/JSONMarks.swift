import JSON

/// Where everything in a script that is JSON stands.
///
/// Made in one pass: to look for each of many texts from the beginning would take as long as there are texts, times the
/// script's length.
struct JSONMarks: Sendable {
  /// A value's beginning, as a byte offset, and the marks of what is in it, in the order of the value's own elements or
  /// members.
  private struct Mark {
    let offset: Int
    var inner: [Mark] = []
  }

  private let root: Mark
  /// The offsets at which lines begin.
  private let lines: [Int]

  /// The marks of `bytes`, which have been read as JSON.
  ///
  /// - Complexity: O(bytes).
  init(_ bytes: [UInt8]) throws(JSONError) {
    var scanner = JSONScanner(bytes)
    root = try Self.mark(&scanner)
    lines = [0] + bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
  }

  /// Depth is no matter: the same text has been read by a reader that bounds it.
  private static func mark(_ scanner: inout JSONScanner) throws(JSONError) -> Mark {
    let first = try scanner.peek()
    var mark = Mark(offset: scanner.offset)
    var isFirst = true
    switch first {
    case UInt8(ascii: "{"):
      try scanner.beginObject()
      // Of two members of one name the later value counts, at the earlier's index.
      var indices: [String: Int] = [:]
      while let key = try scanner.nextMember(first: &isFirst) {
        let inner = try Self.mark(&scanner)
        if let index = indices[key] {
          mark.inner[index] = inner
        } else {
          indices[key] = mark.inner.count
          mark.inner.append(inner)
        }
      }
    case UInt8(ascii: "["):
      try scanner.beginArray()
      while try scanner.nextElement(first: &isFirst) { mark.inner.append(try Self.mark(&scanner)) }
    default: try scanner.skipValue()
    }
    return mark
  }

  /// Line and column (in bytes) of what `path` leads to in `value`, from 1; of the last thing on the way that is there.
  ///
  /// - Complexity: O(path and members on the way + log lines).
  func position(of path: [String], in value: JSONValue) -> (line: Int, column: Int) {
    var mark = root
    var here = value
    for step in path {
      let members = here.object?.members
      let index = members == nil ? Int(step) : members?.firstIndex(where: { $0.key == step })
      guard let index, mark.inner.indices.contains(index), let next = members?[index].value ?? here[index]
      else { break }
      (mark, here) = (mark.inner[index], next)
    }
    var (low, high) = (0, lines.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lines[middle] <= mark.offset { low = middle } else { high = middle }
    }
    return (low + 1, mark.offset - lines[low] + 1)
  }
}

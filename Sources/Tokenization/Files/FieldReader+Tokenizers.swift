import Diagnostics

extension FieldReader {
  /// The id of the piece that the value names, or nil where it is missing.
  func pieceID(in pieces: PieceTable) throws(ExplainerError) -> Int? {
    guard let piece = try string() else { return nil }
    guard let id = pieces.id(of: Array(piece.utf8)) else {
      throw wrong("'\(piece)' is not in the vocabulary")
    }
    return id
  }

  /// The components that this is, or is a `Sequence` of, listed there at `key`; none where the value is missing.
  func components(_ key: String) throws(ExplainerError) -> [FieldReader] {
    guard value != nil else { return [] }
    guard try self["type"].string() == "Sequence" else { return [self] }
    var found: [FieldReader] = []
    for part in try self[key].elements() { found += try part.components(key) }
    return found
  }

  /// The bytes of the string, which is there.
  func utf8() throws(ExplainerError) -> [UInt8] {
    guard let text = try string() else { throw mismatch("a string") }
    return Array(text.utf8)
  }

  /// The result of `make`, which makes a pattern of what the value says.
  func pattern<Result>(_ make: () throws(SplitPatternProblem) -> Result) throws(ExplainerError) -> Result {
    do {
      return try make()
    } catch {
      throw unsupported("this pattern is not supported: \(error.message)")
    }
  }
}

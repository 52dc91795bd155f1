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

  /// The one component that this is, or is a `Sequence` of; its value is missing where there is none.
  func component(_ key: String) throws(ExplainerError) -> FieldReader {
    let parts = try components(key)
    guard parts.count < 2 else {
      throw unsupported("a sequence of components is not supported", expected: "a single one")
    }
    return parts.first ?? FieldReader(nil, path: path, address: address)
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

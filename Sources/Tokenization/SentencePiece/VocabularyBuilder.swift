import Diagnostics

/// Collects the pieces of a vocabulary in the order of their ids, and finds what merges make them.
struct VocabularyBuilder {
  /// The most that the lengths of pieces, each squared, may add up to.
  ///
  /// So many bytes are looked at to find their merges; the largest vocabularies in use have 100 million.
  private static let mostWork = 1 << 32

  private let path: String
  /// The pieces.
  private(set) var pieces = PieceTable()
  /// By id their scores.
  private(set) var scores: [Double] = []

  /// A builder for the file `path`, which errors name.
  init(path: String) { self.path = path }

  /// Adds the piece spelled by `text`.
  mutating func add(_ text: [UInt8], _ score: Double) throws(ExplainerError) {
    let id = scores.count
    switch pieces.insert(text, id: id) {
    case nil: scores.append(score)
    case .notUnicode: throw wrong("the piece \(id) is not valid UTF-8")
    case .pieceTaken(let other): throw wrong("the piece \(id) is there already, with the id \(other)")
    case .idTaken, .idOutOfRange: throw wrong("there are more than \(PieceTable.maximumID + 1) pieces")
    }
  }

  /// All merges of two pieces that make a third, in the order of that and of the length of the first.
  ///
  /// Source: `generate_merges` in transformers 5.24.0 `tokenization_utils_sentencepiece.py`.
  ///
  /// - Parameters:
  ///   - order: the ids of the pieces that are made, in the order of the merges' ranks; nil for that of their ids.
  ///   - isUsed: whether the piece with an id can be part of a merge.
  func merges(
    of order: [Int]? = nil, where isUsed: (Int) -> Bool = { _ in true }
  ) throws(ExplainerError) -> MergeTable {
    var table = MergeTable(capacity: pieces.count)
    var work = 0
    for id in order ?? Array(0..<pieces.idLimit) {
      guard let range = pieces.range(of: id), range.count > 1 else { continue }
      work += range.count * range.count
      guard work <= Self.mostWork else { throw wrong("its pieces are too long to find their merges") }
      let text = pieces.arena.span.bytes
      for middle in range.dropFirst() where pieces.arena[middle] & 0xC0 != 0x80 {
        guard let left = pieces.id(of: text, at: range.lowerBound, count: middle - range.lowerBound),
          let right = pieces.id(of: text, at: middle, count: range.upperBound - middle), isUsed(left),
          isUsed(right)
        else { continue }
        guard table.append(left, right, result: id) else {
          throw wrong("there are more than \(MergeTable.maximumCount) merges")
        }
      }
    }
    return table
  }

  private func wrong(_ message: String) -> ExplainerError {
    ExplainerError(.badData, message, at: [path], remedy: "Download the file again.")
  }
}

import Diagnostics
import JSON

/// The content of a `tokenizer.json`, read in one pass: the big lists as tables, everything else as values.
struct TokenizerFile {
  /// The file's path, for messages.
  let path: String
  /// The members of the file other than `model`.
  private(set) var sections = JSONObject()
  /// The members of `model` other than the big lists.
  private(set) var modelFields = JSONObject()
  /// The vocabulary, where it is an object.
  private(set) var pieces: PieceTable?
  /// The merges.
  private(set) var merges: MergeTable?
  /// Whether it stands for files that hold nothing but a vocabulary.
  let isSeparate: Bool

  /// Reads the file's `bytes`.
  init(path: String, bytes: [UInt8]) throws(ExplainerError) {
    self.path = path
    isSeparate = false
    do {
      var scanner = JSONScanner(bytes)
      try read(&scanner)
    } catch {
      throw error.inFile(path, remedy: "Download the file again; it may be cut off.")
    }
  }

  /// A vocabulary from files of its own.
  init(path: String, pieces: PieceTable, merges: MergeTable? = nil) {
    self.path = path
    self.pieces = pieces
    self.merges = merges
    isSeparate = true
  }

  /// Gives the vocabulary away, so that who gets it can add to it without a copy.
  mutating func takePieces() -> PieceTable? {
    defer { pieces = nil }
    return pieces
  }

  private mutating func read(_ scanner: inout JSONScanner) throws(JSONError) {
    try scanner.beginObject()
    var first = true
    while let key = try scanner.nextMember(first: &first) {
      if key == "model", try scanner.peek() == UInt8(ascii: "{") {
        try readModel(&scanner)
      } else {
        sections[key] = try scanner.value()
      }
    }
    try scanner.expectEnd()
  }

  private mutating func readModel(_ scanner: inout JSONScanner) throws(JSONError) {
    var pendingMerges: Int?
    try scanner.beginObject()
    var first = true
    while let key = try scanner.nextMember(first: &first) {
      let isOther = modelFields["type"].map { !["BPE", "WordPiece"].contains($0.string) } ?? false
      switch (key, try scanner.peek()) {
      case ("vocab", UInt8(ascii: "{")) where !isOther: pieces = try ListReader.readVocabulary(&scanner)
      case ("merges", UInt8(ascii: "[")) where !isOther:
        if let pieces {
          merges = try ListReader.readMerges(&scanner, pieces)
        } else {
          pendingMerges = scanner.offset
          try scanner.skipValue()
        }
      case ("vocab", _), ("merges", _): try scanner.skipValue()
      default: modelFields[key] = try scanner.value()
      }
    }
    if let pendingMerges, let pieces {
      let end = scanner.offset
      scanner.move(to: pendingMerges)
      merges = try ListReader.readMerges(&scanner, pieces)
      scanner.move(to: end)
    }
  }
}

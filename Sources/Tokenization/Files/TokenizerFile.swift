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
  /// The vocabulary.
  private(set) var pieces: PieceTable?
  /// The merges.
  private(set) var merges: MergeTable?
  /// By id the scores of the pieces, where the vocabulary is an array of pieces and scores.
  private(set) var scores: [Double]?
  /// Tokens that SentencePiece's own file marks, in the order of their ids; empty for others.
  private(set) var markedTokens: [AddedToken] = []
  /// Those of them that play a part where the settings name no others.
  private(set) var namedTokens: [SpecialTokenRole: String] = [:]
  /// The piece for what is unknown, where SentencePiece's own file says it.
  private(set) var unknownID: Int?
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
  init(
    path: String, pieces: PieceTable, merges: MergeTable? = nil, scores: [Double]? = nil,
    isSeparate: Bool = true
  ) {
    self.path = path
    self.pieces = pieces
    self.merges = merges
    self.scores = scores
    self.isSeparate = isSeparate
  }

  /// Whether a component of it works on bytes.
  var mentionsByteLevel: Bool {
    func mentions(_ value: JSONValue) -> Bool {
      switch value {
      case .string(let text): text == "ByteLevel"
      case .array(let elements): elements.contains(where: mentions)
      case .object(let object): object.members.contains { mentions($0.value) }
      default: false
      }
    }
    return sections.members.contains { $0.key != "added_tokens" && mentions($0.value) }
  }

  /// Takes what SentencePiece's own file has beside a vocabulary; of `sections` the model's settings are at `model`.
  mutating func take(
    _ sections: JSONObject, unknownID: Int, tokens: [AddedToken], named: [SpecialTokenRole: String]
  ) {
    self.sections = sections
    modelFields = sections["model"]?.object ?? [:]
    self.sections["model"] = nil
    self.unknownID = unknownID
    markedTokens = tokens
    namedTokens = named
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
    // Where the merges stand, and how long they were taken to begin what continues a word; the settings may come later.
    var list: (offset: Int, prefix: Int)?
    try scanner.beginObject()
    var first = true
    while let key = try scanner.nextMember(first: &first) {
      switch (key, try scanner.peek()) {
      case ("vocab", UInt8(ascii: "{")): pieces = try ListReader.readVocabulary(&scanner)
      case ("vocab", UInt8(ascii: "[")):
        let (pieces, scores) = try ListReader.readScores(&scanner)
        (self.pieces, self.scores) = (pieces, scores)
      case ("merges", UInt8(ascii: "[")):
        list = (scanner.offset, pieces == nil ? -1 : prefixLength)
        if let pieces {
          merges = try ListReader.readMerges(&scanner, pieces, prefix: prefixLength)
        } else {
          try scanner.skipValue()
        }
      case ("vocab", _), ("merges", _): try scanner.skipValue()
      default: modelFields[key] = try scanner.value()
      }
    }
    if let list, list.prefix != prefixLength, let pieces {
      let end = scanner.offset
      scanner.move(to: list.offset)
      merges = try ListReader.readMerges(&scanner, pieces, prefix: prefixLength)
      scanner.move(to: end)
    }
  }

  /// The bytes before a piece that continues a word, which merges leave out.
  private var prefixLength: Int { modelFields["continuing_subword_prefix"]?.string?.utf8.count ?? 0 }
}

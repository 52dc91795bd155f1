import Diagnostics
import JSON

extension Tokenizer {
  /// The tokenizer that `file` describes.
  init(_ file: TokenizerFile, roles names: [SpecialTokenRole: String]) throws(ExplainerError) {
    var file = file
    let root = FieldReader(.object(file.sections), path: file.path, address: "")
    let fields = FieldReader(.object(file.modelFields), path: file.path, address: "model")
    let kind = try SubwordModel.Kind(fields["type"])
    try kind.check(fields, file)
    normalizer = try Normalizer(root["normalizer"])
    preTokenizer = try PreTokenizer(root["pre_tokenizer"], for: kind)
    decoder = try PieceDecoder(root["decoder"], for: kind)

    guard var pieces = file.takePieces() else { throw fields["vocab"].mismatch("an object") }
    // Before there are added tokens, which are no pieces of words.
    let wordPiece = kind == .wordPiece ? try WordPieceModel(fields, vocabulary: pieces) : nil
    added = try Self.addedTokens(root["added_tokens"], &pieces, normalizer)
    if let wordPiece {
      model = .wordPiece(wordPiece)
    } else {
      model = .bytePair(try BytePairModel(fields, pieces: pieces, merges: file.merges ?? MergeTable()))
    }
    postProcessor = try PostProcessor(root["post_processor"], pieces: pieces)
    roles = kind.roles(names, fields).compactMapValues { [pieces] in pieces.id(of: Array($0.utf8)) }
    self.pieces = pieces
  }

  /// Reads the list of added tokens, and gives those that the vocabulary does not have a place in `pieces`.
  private static func addedTokens(
    _ field: FieldReader, _ pieces: inout PieceTable, _ normalizer: Normalizer
  ) throws(ExplainerError) -> AddedTokens {
    var tokens: [AddedToken] = []
    for entry in try field.elements() {
      guard let content = try entry["content"].string() else { throw entry["content"].mismatch("a string") }
      guard let id = try entry["id"].integer() else { throw entry["id"].mismatch("a whole number") }
      let token = try AddedToken(entry, content: content, id: id)
      try pieces.insert(token, entry["id"])
      tokens.append(token)
    }
    return AddedTokens(tokens, normalizer: normalizer)
  }
}

extension AddedToken {
  /// A token with the properties that `entry` lists.
  init(_ entry: FieldReader, content: String, id: Int) throws(ExplainerError) {
    let isSpecial = try entry["special"].bool(default: false)
    self.init(
      id: id, content: content, isSpecial: isSpecial,
      stripsLeft: try entry["lstrip"].bool(default: false),
      stripsRight: try entry["rstrip"].bool(default: false),
      isSingleWord: try entry["single_word"].bool(default: false),
      isNormalized: try entry["normalized"].bool(default: !isSpecial))
  }
}

extension PieceTable {
  /// Adds the added token `token`, unless it is there already with the same id; `field` is where its id comes
  /// from.
  mutating func insert(_ token: AddedToken, _ field: FieldReader) throws(ExplainerError) {
    switch insert(Array(token.content.utf8), id: token.id) {
    case nil, .pieceTaken(token.id), .notUnicode: break
    case .idOutOfRange: throw field.wrong("the id \(token.id) is not one of 0 to \(Self.maximumID)")
    case .pieceTaken(let other): throw field.wrong("'\(token.content)' has the id \(other) in the vocabulary")
    case .idTaken:
      if id(of: Array(token.content.utf8)) == token.id { return }
      throw field.wrong(
        "the id \(token.id) of '\(token.content)' belongs to '\(piece(of: token.id) ?? "")' already")
    }
  }
}

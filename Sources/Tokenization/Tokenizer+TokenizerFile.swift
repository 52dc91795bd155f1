import Diagnostics
import JSON

extension Tokenizer {
  /// The tokenizer that `file` describes.
  init(_ file: TokenizerFile, roles names: [SpecialTokenRole: String]) throws(ExplainerError) {
    var file = file
    let root = FieldReader(.object(file.sections), path: file.path, address: "")
    let modelFields = FieldReader(.object(file.modelFields), path: file.path, address: "model")
    try Self.checkModel(modelFields, file)
    guard root["normalizer"].value == nil else {
      throw root["normalizer"]["type"].unsupported("this normalizer is not supported", expected: "none")
    }
    let splitter = try Self.byteLevel(root["pre_tokenizer"])
    _ = try Self.byteLevel(root["decoder"])
    addsPrefixSpace = try splitter["add_prefix_space"].bool(default: true)
    splitsWords = try splitter["use_regex"].bool(default: true)

    guard let merges = file.merges, var pieces = file.takePieces() else {
      throw modelFields["vocab"].mismatch("an object")
    }
    added = try Self.addedTokens(root["added_tokens"], &pieces)
    let unknown = modelFields["unk_token"]
    let unknownID = try unknown.string().map { (piece) throws(ExplainerError) -> Int in
      guard let id = pieces.id(of: Array(piece.utf8)) else {
        throw unknown.wrong("'\(piece)' is not in the vocabulary")
      }
      return id
    }
    model = BytePairModel(
      pieces: pieces, merges: merges, unknownID: unknownID,
      fusesUnknown: try modelFields["fuse_unk"].bool(default: false),
      ignoresMerges: try modelFields["ignore_merges"].bool(default: false))
    postProcessor = try PostProcessor(root["post_processor"], pieces: pieces)
    roles = names.compactMapValues { [pieces] in pieces.id(of: Array($0.utf8)) }
    self.pieces = pieces
  }

  private static func checkModel(_ model: FieldReader, _ file: TokenizerFile) throws(ExplainerError) {
    let type = try model["type"].string()
    guard type == nil || type == "BPE" else {
      throw model["type"].unsupported("this kind of tokenizer is not supported", expected: "BPE")
    }
    guard file.pieces != nil else {
      throw ExplainerError(
        .badData, "there is no vocabulary", at: [file.path, "model.vocab"],
        expected: "an object of pieces and ids")
    }
    guard file.merges != nil else {
      throw ExplainerError(
        .badData, "there are no merges", at: [file.path, "model.merges"], expected: "an array")
    }
    for key in ["continuing_subword_prefix", "end_of_word_suffix"] where try model[key].string() ?? "" != "" {
      throw model[key].unsupported("a mark on the pieces of a word is not supported", expected: "none")
    }
    if try model["byte_fallback"].bool(default: false) {
      throw model["byte_fallback"].unsupported("falling back to bytes is not supported", expected: "false")
    }
    if let dropout = model["dropout"].value, dropout.double != 0 {
      throw model["dropout"].unsupported("leaving out merges at random is not supported", expected: "none")
    }
  }

  /// The settings of the `ByteLevel` component that `field` is, or is a sequence of nothing but.
  private static func byteLevel(_ field: FieldReader) throws(ExplainerError) -> FieldReader {
    switch try field["type"].string() {
    case "ByteLevel": return field
    case "Sequence":
      let list = field["pretokenizers"].value == nil ? field["decoders"] : field["pretokenizers"]
      let parts = try list.elements()
      guard parts.count == 1, let only = parts.first else {
        throw field.unsupported("a sequence of components is not supported", expected: "ByteLevel")
      }
      return try byteLevel(only)
    case nil:
      throw field.unsupported(
        "a byte-pair encoding without ByteLevel is not supported", expected: "ByteLevel")
    default: throw field["type"].unsupported("this component is not supported", expected: "ByteLevel")
    }
  }

  /// Reads the list of added tokens, and gives those that the vocabulary does not have a place in `pieces`.
  private static func addedTokens(
    _ field: FieldReader, _ pieces: inout PieceTable
  ) throws(ExplainerError) -> AddedTokens {
    var tokens: [AddedToken] = []
    for entry in try field.elements() {
      guard let content = try entry["content"].string() else { throw entry["content"].mismatch("a string") }
      guard let id = try entry["id"].integer() else { throw entry["id"].mismatch("a whole number") }
      let token = try AddedToken(entry, content: content, id: id)
      try pieces.insert(token, entry["id"])
      tokens.append(token)
    }
    return AddedTokens(tokens)
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

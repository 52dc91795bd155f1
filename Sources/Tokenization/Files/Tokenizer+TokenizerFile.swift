import Diagnostics
import JSON

extension Tokenizer {
  /// The tokenizer that `file` describes, of the kind `kind`, as the class `reader` reads it with `settings`.
  ///
  /// Without settings the file alone counts.
  init(
    _ file: TokenizerFile, _ kind: TokenizerModel.Kind, _ reader: TokenizerClass = .file,
    _ settings: TokenizerSettings? = nil
  ) throws(ExplainerError) {
    var file = file
    let config = settings?.config ?? FieldReader(nil, path: file.path, address: "")
    try kind.check(file)
    let own = reader.keepsFile ? nil : reader.family
    let pieces = file.takePieces() ?? PieceTable()
    let added = FieldReader(file.sections["added_tokens"], path: file.path, address: "added_tokens")
    let tokens =
      try settings.map { settings throws(ExplainerError) in
        try SpecialTokens(settings, reader, file: added, marked: file.markedTokens, named: file.namedTokens)
      } ?? SpecialTokens()
    let root = FieldReader(
      .object(
        try own.map { own throws(ExplainerError) in
          try Self.sections(own, file, config, tokens, pieces)
        } ?? file.sections), path: file.path, address: "")
    let fields =
      own == nil ? FieldReader(.object(file.modelFields), path: file.path, address: "model") : root["model"]

    normalizer = try Normalizer(root["normalizer"])
    let cutting = try PreTokenizer(root["pre_tokenizer"])
    decoder = try PieceDecoder(root["decoder"])
    (model, preTokenizer) = try TokenizerModel.make(kind, fields, pieces, file, cutting)

    var list = AddedTokenList(pieces)
    if own == nil {
      list.add(
        try added.elements().map { entry throws(ExplainerError) in
          try SettingsToken(properties: entry).token
        })
    }
    list.add(tokens.additions(to: list))
    if let own { list.add(own.readded(tokens)) }
    let vocabulary = Vocabulary(
      pieces: pieces,
      added: AddedTokens(
        list.tokens, normalizer: normalizer,
        splitsSpecial: try config["split_special_tokens"].bool(default: false)))
    if let around = try PostProcessor(
      reader.family, config, tokens, vocabulary, hasFile: !file.isSeparate)
    {
      postProcessor = around
    } else {
      postProcessor = try PostProcessor(
        FieldReader(file.sections["post_processor"], path: file.path, address: "post_processor"),
        vocabulary: vocabulary)
    }
    roles = kind.roles(tokens.roles, fields).compactMapValues { vocabulary.id(of: $0) }
    self.vocabulary = vocabulary
  }

  /// What the class of the family `own` has in place of the sections of `file`.
  private static func sections(
    _ own: TokenizerFamily, _ file: TokenizerFile, _ config: FieldReader, _ tokens: SpecialTokens,
    _ pieces: PieceTable
  ) throws(ExplainerError) -> JSONObject {
    let normalizer = FieldReader(file.sections["normalizer"], path: file.path, address: "normalizer")
    var map: JSONValue?
    for part in try normalizer.components("normalizers") where try part["type"].string() == "Precompiled" {
      map = map ?? part["precompiled_charsmap"].value
    }
    let unknown = tokens[.unknown]
    let found = unknown.flatMap { pieces.id(of: Array($0.utf8)) }
    if own.kind == .wordPiece, found == nil {
      throw config["unk_token"].wrong(
        "the vocabulary lacks the token for unknown words, '\(unknown ?? "null")'",
        remedy: "Name the one it has as unk_token.")
    }
    return try own.sections(
      config, map: map, unknown: unknown, found: found, unknownID: file.unknownID)
  }
}

extension TokenizerModel {
  /// The model of the kind `kind` with the settings `fields`, and what is left to do for `cutting` before it.
  fileprivate static func make(
    _ kind: Kind, _ fields: FieldReader, _ pieces: PieceTable, _ file: TokenizerFile, _ cutting: PreTokenizer
  ) throws(ExplainerError) -> (TokenizerModel, PreTokenizer) {
    switch kind {
    case .wordPiece: return (.wordPiece(try WordPieceModel(fields, vocabulary: pieces)), cutting)
    case .wordLevel: return (.wordLevel(try WordLevelModel(fields, pieces: pieces)), cutting)
    case .unigram:
      return (
        .unigram(try UnigramModel(fields, pieces: pieces, scores: file.scores ?? [])), cutting
      )
    case .bytePair:
      let spells = cutting.steps.last == .spellBytes
      let model = try BytePairModel(
        fields, pieces: pieces, merges: file.merges ?? MergeTable(), mergesBytes: spells)
      // Bytes need not be spelled to be merged.
      let isDone = spells && model.alphabet == .bytes
      return (.bytePair(model), isDone ? PreTokenizer(cutting.steps.dropLast()) : cutting)
    }
  }
}

extension TokenizerFamily {
  /// The special tokens that the constructor adds once more, without the properties that the files give them.
  fileprivate func readded(_ tokens: SpecialTokens) -> [AddedToken] {
    guard self == .qwen2 else { return [] }
    return (tokens.named.compactMap(\.token) + tokens.extra).map { AddedToken(id: 0, content: $0.content) }
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

extension TokenizerModel.Kind {
  /// The texts of special tokens: `names`, and for WordPiece what the model and its family call those that
  /// `names` leaves out.
  fileprivate func roles(
    _ names: [SpecialTokenRole: String], _ model: FieldReader
  ) -> [SpecialTokenRole: String] {
    guard self == .wordPiece else { return names }
    var others = TokenizerFamily.bert.defaults
    if let unknown = model["unk_token"].value?.string { others[.unknown] = unknown }
    return names.merging(others) { name, _ in name }
  }
}

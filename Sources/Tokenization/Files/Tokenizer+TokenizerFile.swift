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
    let root = FieldReader(.object(file.sections), path: file.path, address: "")
    let fields = FieldReader(.object(file.modelFields), path: file.path, address: "model")
    let config = settings?.config ?? FieldReader(nil, path: file.path, address: "")
    try kind.check(file)
    let own = reader.keepsFile ? nil : reader.family
    let pieces = file.takePieces() ?? PieceTable()
    let tokens =
      try settings.map { settings throws(ExplainerError) in
        try SpecialTokens(settings, reader, file: root["added_tokens"])
      } ?? SpecialTokens()

    let pipeline: TokenizerPipeline
    if let own {
      pipeline = try TokenizerPipeline(own, config)
    } else {
      try kind.check(fields)
      pipeline = try TokenizerPipeline(root, for: kind)
    }
    (normalizer, preTokenizer, decoder) = (pipeline.normalizer, pipeline.preTokenizer, pipeline.decoder)
    switch kind {
    case .wordPiece:
      model = .wordPiece(
        own == nil
          ? try WordPieceModel(fields, vocabulary: pieces)
          : try WordPieceModel(unknown: tokens[.unknown], config["unk_token"], vocabulary: pieces))
    case .bytePair, .characterPair:
      model = .bytePair(
        try BytePairModel(
          own == nil ? fields : nil, pieces: pieces, merges: file.merges ?? MergeTable(),
          alphabet: kind == .characterPair ? .characters : .bytes))
    }

    var list = AddedTokenList(pieces)
    if own == nil {
      list.add(
        try root["added_tokens"].elements().map { entry throws(ExplainerError) in
          try SettingsToken(properties: entry).token
        })
    }
    list.add(tokens.additions(to: list))
    let vocabulary = Vocabulary(
      pieces: pieces,
      added: AddedTokens(
        list.tokens, normalizer: normalizer,
        splitsSpecial: try config["split_special_tokens"].bool(default: false)))
    if let family = reader.family,
      let around = try PostProcessor(family, config, tokens, vocabulary, hasFile: !file.isSeparate)
    {
      postProcessor = around
    } else {
      postProcessor = try PostProcessor(root["post_processor"], vocabulary: vocabulary)
    }
    roles = kind.roles(tokens.roles, fields).compactMapValues { vocabulary.id(of: $0) }
    self.vocabulary = vocabulary
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
    var others = TokenizerClass.Family.bert.defaults
    if let unknown = model["unk_token"].value?.string { others[.unknown] = unknown }
    return names.merging(others) { name, _ in name }
  }
}

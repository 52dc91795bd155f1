import Diagnostics

extension TokenizerSettings {
  /// The class that reads a tokenizer of the kind `kind`, where it is known.
  ///
  /// `tokenizer_class` of `tokenizer_config.json` counts before that of `config.json`, and both before what the model's
  /// family has.
  ///
  /// - Parameters:
  ///   - kind: the kind of its model.
  ///   - isByteLevel: whether `tokenizer.json` mentions `ByteLevel`.
  func tokenizerClass(
    _ kind: TokenizerModel.Kind?, isByteLevel: Bool = false
  ) throws(ExplainerError) -> TokenizerClass {
    let field = declared.value == nil ? model["model_type"] : declared
    guard
      let found = TokenizerClass(
        declared: try declared.string(), modelType: try model["model_type"].string(), isByteLevel: isByteLevel
      )
    else {
      throw field.unsupported(
        "this kind of tokenizer is not supported", expected: (kind ?? .bytePair).tokenizerClass,
        remedy: "With 'TokenizersBackend' there, tokenizer.json counts as it is; the ids may then be others.")
    }
    return try checked(found, kind, field)
  }

  /// The class that reads a vocabulary of the kind `kind` without a `tokenizer.json`.
  func separateClass(_ kind: TokenizerModel.Kind) throws(ExplainerError) -> TokenizerClass {
    var found = try tokenizerClass(kind)
    guard found.family != nil || declared.value == nil else {
      throw declared.unsupported(
        "this kind of tokenizer is only supported with a tokenizer.json", expected: kind.tokenizerClass)
    }
    guard found.family != nil || model["model_type"].value == nil else {
      throw model["model_type"].unsupported(
        "for this model only a tokenizer.json is supported",
        expected: kind == .bytePair ? "gpt2 or bart" : "bert")
    }
    let classifier = config["cls_token"].value ?? map["cls_token"].value
    found.family = found.family ?? (kind == .wordPiece ? .bert : classifier == nil ? .gpt2 : .roberta)
    found.keepsFile = false
    return found
  }

  /// Whether the class is Marian's, which takes nothing from a `tokenizer.json`.
  func isMarian() throws(ExplainerError) -> Bool {
    guard let name = try declared.string() else { return try model["model_type"].string() == "marian" }
    return name == "MarianTokenizer"
  }

  private var declared: FieldReader {
    let field = config["tokenizer_class"]
    return field.value == nil ? model["tokenizer_class"] : field
  }

  /// `found`, which `field` names; throws where it is for another kind of model.
  private func checked(
    _ found: TokenizerClass, _ kind: TokenizerModel.Kind?, _ field: FieldReader
  ) throws(ExplainerError) -> TokenizerClass {
    guard let kind, let family = found.family, family.kind != kind else { return found }
    throw field.unsupported(
      "a tokenizer of this kind does not go with a vocabulary for \(kind.name)", expected: kind.tokenizerClass
    )
  }
}

extension TokenizerModel.Kind {
  /// What error messages call it.
  fileprivate var name: String { self == .bytePair ? "byte-pair encoding" : rawValue }
  /// What error messages name as the usual `tokenizer_class`.
  fileprivate var tokenizerClass: String {
    switch self {
    case .bytePair: "GPT2Tokenizer or BartTokenizer"
    case .wordPiece: "BertTokenizer"
    case .unigram: "T5Tokenizer or XLMRobertaTokenizer"
    case .wordLevel: "TokenizersBackend"
    }
  }
}

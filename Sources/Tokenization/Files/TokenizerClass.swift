/// What of a tokenizer's files counts, which the class that reads them decides.
///
/// Source: transformers 5.24.0, `tokenization_auto.py` and `convert_to_native_format` in
/// `tokenization_utils_tokenizers.py`: a class with a constructor of its own takes the vocabulary and the merges from
/// `tokenizer.json` and makes everything else anew from `tokenizer_config.json`.
struct TokenizerClass: Hashable {
  /// The family whose special tokens are there by default; nil where the files alone count.
  var family: TokenizerFamily?
  /// Whether `tokenizer.json` counts as it is, but for what stands around a text.
  var keepsFile = false

  /// `tokenizer.json` as it is.
  static let file = TokenizerClass(keepsFile: true)

  /// The class of this name, without `Fast`; nil where it has a constructor that this program does not know.
  init?(named name: String) {
    // Having no constructor of its own, it leaves the file as it is; its parent's then puts its tokens around a text.
    if name == "ConvBertTokenizer" {
      self.init(family: .bert, keepsFile: true)
    } else if let family = TokenizerFamily(className: name) {
      self.init(family: family)
    } else if Self.others.contains(name) {
      return nil
    } else {
      self = .file
    }
  }

  /// The class that reads a tokenizer.
  ///
  /// - Parameters:
  ///   - declared: the name that `tokenizer_config.json`, or else `config.json`, gives it.
  ///   - modelType: the model's family.
  ///   - isByteLevel: whether the file mentions `ByteLevel`.
  init?(declared: String?, modelType: String?, isByteLevel: Bool) {
    let registered = modelType.flatMap { Self.names[$0] }
    guard let declared = declared.map(Self.withoutFast) else {
      self.init(named: registered ?? "TokenizersBackend")
      return
    }
    let isWrong = modelType.map(Self.modelsWithWrongClass.contains) ?? false
    if declared == "LlamaTokenizer", isByteLevel, !isWrong || registered == nil {
      self = .file
    } else if isWrong {
      self.init(named: registered ?? "TokenizersBackend")
    } else if registered == "TokenizersBackend" {
      self = .file
    } else {
      self.init(named: declared)
    }
  }

  private init(family: TokenizerFamily? = nil, keepsFile: Bool = false) {
    self.family = family
    self.keepsFile = keepsFile
  }

  private static func withoutFast(_ name: String) -> String {
    name.hasSuffix("Fast") ? String(name.dropLast(4)) : name
  }
}

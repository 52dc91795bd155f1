import Diagnostics

/// What is done to a text before the model sees it, and to tokens to make a text of them.
struct TokenizerPipeline {
  let normalizer: Normalizer
  let preTokenizer: PreTokenizer
  let decoder: PieceDecoder

  /// What the sections of a `tokenizer.json` describe, for a model of the kind `kind`.
  init(_ root: FieldReader, for kind: TokenizerModel.Kind) throws(ExplainerError) {
    normalizer = try Normalizer(root["normalizer"])
    preTokenizer = try PreTokenizer(root["pre_tokenizer"], for: kind)
    decoder = try PieceDecoder(root["decoder"], for: kind)
  }

  /// What the constructor of `family` makes of `config`, the content of a `tokenizer_config.json`.
  init(_ family: TokenizerClass.Family, _ config: FieldReader) throws(ExplainerError) {
    switch family {
    case .gpt2, .roberta:
      normalizer = .none
      preTokenizer = PreTokenizer(
        prefixesSpace: try config["add_prefix_space"].bool(default: false),
        patterns: [try config.pattern(SplitPattern.gpt2)])
      decoder = .byteLevel
    case .llama:
      let prefixes = try config["add_prefix_space"].bool(default: true)
      let legacy = try config["legacy"].bool(default: false)
      normalizer = .none
      preTokenizer = PreTokenizer(
        metaspace: Metaspace(scheme: !prefixes ? .never : legacy ? .always : .first), patterns: [])
      decoder = .chain(DecoderChain(wasPrefixed: prefixes))
    case .bert:
      let lowercases = try config["do_lower_case"].bool(default: true)
      normalizer = .bert(
        BertNormalizer(
          separatesChinese: try config["tokenize_chinese_chars"].bool(default: true),
          stripsAccents: try config["strip_accents"].bool(default: lowercases), lowercases: lowercases))
      preTokenizer = PreTokenizer(patterns: [try config.pattern(SplitPattern.bert)])
      decoder = .wordPiece(prefix: Array("##".utf8), cleansUp: true)
    }
  }
}

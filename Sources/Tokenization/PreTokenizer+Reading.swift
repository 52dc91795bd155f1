import Diagnostics

extension PreTokenizer {
  /// The way of cutting words that the section `field` of a `tokenizer.json` describes, for a model of the kind
  /// `kind`.
  init(_ field: FieldReader, for kind: SubwordModel.Kind) throws(ExplainerError) {
    let field = try field.component("pretokenizers")
    switch (kind, try field["type"].string()) {
    case (.bytePair, "ByteLevel"):
      self = .byteLevel(
        prefixesSpace: try field["add_prefix_space"].bool(default: true),
        splitsWords: try field["use_regex"].bool(default: true))
    case (.bytePair, nil):
      throw field.unsupported(
        "a byte-pair encoding without ByteLevel is not supported", expected: "ByteLevel")
    case (.bytePair, _):
      throw field["type"].unsupported("this component is not supported", expected: "ByteLevel")
    case (.wordPiece, "BertPreTokenizer"): self = .bert
    case (.wordPiece, nil):
      throw field.unsupported(
        "a WordPiece model without BertPreTokenizer is not supported", expected: "BertPreTokenizer")
    case (.wordPiece, _):
      throw field["type"].unsupported("this component is not supported", expected: "BertPreTokenizer")
    }
  }
}

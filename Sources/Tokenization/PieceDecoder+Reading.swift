import Diagnostics

extension PieceDecoder {
  /// The decoder that the section `field` of a `tokenizer.json` describes, for a model of the kind `kind`.
  init(_ field: FieldReader, for kind: SubwordModel.Kind) throws(ExplainerError) {
    let field = try field.component("decoders")
    switch (kind, try field["type"].string()) {
    case (.bytePair, "ByteLevel"): self = .byteLevel
    case (.bytePair, nil):
      throw field.unsupported(
        "a byte-pair encoding without ByteLevel is not supported", expected: "ByteLevel")
    case (.wordPiece, "WordPiece"):
      let prefix = try field["prefix"].string() ?? "##"
      self = .wordPiece(prefix: Array(prefix.utf8), cleansUp: try field["cleanup"].bool(default: true))
    case (.wordPiece, nil) where field.value == nil: self = .spaced
    case (.bytePair, _):
      throw field["type"].unsupported("this component is not supported", expected: "ByteLevel")
    case (.wordPiece, _):
      throw field["type"].unsupported("this component is not supported", expected: "WordPiece")
    }
  }
}

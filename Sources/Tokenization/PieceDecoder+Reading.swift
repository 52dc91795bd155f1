import Diagnostics

extension PieceDecoder {
  /// The decoder that the section `field` of a `tokenizer.json` describes, for a model of the kind `kind`.
  init(_ field: FieldReader, for kind: SubwordModel.Kind) throws(ExplainerError) {
    let isSequence = try field["type"].string() == "Sequence"
    let field = try field.component("decoders")
    guard field.value != nil else {
      self = isSequence ? .joined : .spaced
      return
    }
    switch (kind, try field["type"].string()) {
    case (.bytePair, "ByteLevel"): self = .byteLevel
    case (.wordPiece, "WordPiece"):
      let prefix = try field["prefix"].string() ?? "##"
      self = .wordPiece(prefix: Array(prefix.utf8), cleansUp: try field["cleanup"].bool(default: true))
    case (.bytePair, _):
      throw field["type"].unsupported("this component is not supported", expected: "ByteLevel")
    case (.wordPiece, _):
      throw field["type"].unsupported("this component is not supported", expected: "WordPiece")
    }
  }
}

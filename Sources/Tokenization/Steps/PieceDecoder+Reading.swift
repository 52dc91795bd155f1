import Diagnostics

extension PieceDecoder {
  /// The decoder that the section `field` of a `tokenizer.json` describes.
  init(_ field: FieldReader) throws(ExplainerError) {
    guard field.value != nil else {
      self.init(nil)
      return
    }
    var steps: [Step] = []
    for part in try field.components("decoders") { steps.append(try Step(part)) }
    self.init(steps)
  }
}

extension PieceDecoder.Step {
  /// The step that the component `field` describes.
  fileprivate init(_ field: FieldReader) throws(ExplainerError) {
    switch try field["type"].string() {
    case "ByteLevel": self = .byteLevel
    case "WordPiece":
      let prefix = try field["prefix"].string() ?? "##"
      self = .wordPiece(prefix: Array(prefix.utf8), cleansUp: try field["cleanup"].bool(default: true))
    case "Metaspace":
      let metaspace = try Metaspace(field)
      self = .metaspace(metaspace.replacement, stripsFirst: metaspace.scheme != .never)
    case "BPEDecoder": self = .wordEnd(Array((try field["suffix"].string() ?? "</w>").utf8))
    case "ByteFallback": self = .byteFallback
    case "Fuse": self = .fuse
    case "Strip":
      let (start, stop) = (try field["start"].integer() ?? 0, try field["stop"].integer() ?? 0)
      let character = try field["content"].utf8()
      guard (0...64).contains(start), (0...64).contains(stop), !character.isEmpty else {
        throw field.unsupported("this way of leaving out characters is not supported")
      }
      self = .strip(character, start: start, stop: stop)
    case "Replace":
      let content = try field["content"].utf8()
      switch try TextPattern(field["pattern"]) {
      case .text(let old): self = .replace(old, with: content)
      case .expression(let pattern): self = .replacePattern(pattern, with: content)
      }
    default: throw field["type"].unsupported("this decoder is not supported")
    }
  }
}

import Diagnostics
import Encodings

extension Normalizer {
  /// The normaliser that the section `field` of a `tokenizer.json` describes; a missing one does nothing.
  init(_ field: FieldReader) throws(ExplainerError) {
    var steps: [Step] = []
    for part in try field.components("normalizers") { steps.append(try Step(part)) }
    self.steps = steps
  }
}

extension Normalizer.Step {
  /// The step that the component `field` describes.
  fileprivate init(_ field: FieldReader) throws(ExplainerError) {
    let type = try field["type"].string() ?? ""
    if let form = UnicodeForm(rawValue: type) {
      self = .unicode(form)
      return
    }
    switch type {
    case "BertNormalizer":
      let lowercases = try field["lowercase"].bool(default: true)
      self = .bert(
        BertNormalizer(
          cleansText: try field["clean_text"].bool(default: true),
          separatesChinese: try field["handle_chinese_chars"].bool(default: true),
          stripsAccents: try field["strip_accents"].bool(default: lowercases), lowercases: lowercases))
    case "Precompiled":
      let map = field["precompiled_charsmap"]
      guard let text = try map.string(), let bytes = Base64.bytes(of: text), let found = CharacterMap(bytes)
      else {
        throw map.wrong("this is no map of characters")
      }
      self = .characterMap(found)
    case "Lowercase": self = .lowercase
    case "StripAccents": self = .stripAccents
    case "Strip":
      self = .strip(
        left: try field["strip_left"].bool(default: true), right: try field["strip_right"].bool(default: true)
      )
    case "Nmt": self = .cleanUp
    case "Prepend": self = .prefix(try field["prepend"].utf8())
    case "Replace":
      let content = try field["content"].utf8()
      switch try TextPattern(field["pattern"]) {
      case .text(let old): self = .replace(old, with: content)
      case .expression(let pattern): self = .replacePattern(pattern, with: content)
      }
    case "ByteLevel": self = .spellBytes
    default:
      throw field["type"].unsupported("this normalizer is not supported")
    }
  }
}

import Diagnostics

extension Normalizer {
  /// The normaliser that the section `field` of a `tokenizer.json` describes.
  init(_ field: FieldReader) throws(ExplainerError) {
    let field = try field.component("normalizers")
    switch try field["type"].string() {
    case nil where field.value == nil: self = .none
    case "BertNormalizer":
      let lowercases = try field["lowercase"].bool(default: true)
      self = .bert(
        BertNormalizer(
          cleansText: try field["clean_text"].bool(default: true),
          separatesChinese: try field["handle_chinese_chars"].bool(default: true),
          stripsAccents: try field["strip_accents"].bool(default: lowercases), lowercases: lowercases))
    default:
      throw field["type"].unsupported(
        "this normalizer is not supported", expected: "none or BertNormalizer")
    }
  }
}

import Diagnostics
import JSON

extension PostProcessor {
  /// The post-processor that the section `field` of a `tokenizer.json` describes; a missing one does nothing.
  init(_ field: FieldReader, vocabulary: Vocabulary) throws(ExplainerError) {
    self.init()
    if field.value != nil { try apply(field, vocabulary) }
  }

  private mutating func apply(_ field: FieldReader, _ vocabulary: Vocabulary) throws(ExplainerError) {
    switch try field["type"].string() {
    case "ByteLevel": try setTrimming(field)
    case "RobertaProcessing":
      try setTrimming(field)
      let start = try Self.token(field["cls"], vocabulary)
      let end = try Self.token(field["sep"], vocabulary)
      single = Self.robertaParts(start, end, pair: false)
      pair = Self.robertaParts(start, end, pair: true)
    case "BertProcessing":
      let start = try Self.token(field["cls"], vocabulary)
      let end = try Self.token(field["sep"], vocabulary)
      single = Self.bertParts(start, end, pair: false)
      pair = Self.bertParts(start, end, pair: true)
    case "TemplateProcessing":
      single = try Self.template(field["single"], tokens: field["special_tokens"], vocabulary)
      pair = try Self.template(field["pair"], tokens: field["special_tokens"], vocabulary)
    case "Sequence": for part in try field["processors"].elements() { try apply(part, vocabulary) }
    default:
      throw field["type"].unsupported(
        "this post-processor is not supported",
        expected: "ByteLevel, RobertaProcessing, BertProcessing or TemplateProcessing")
    }
  }

  private mutating func setTrimming(_ field: FieldReader) throws(ExplainerError) {
    trimsOffsets = try field["trim_offsets"].bool(default: true)
    keepsFirstSpace = try field["add_prefix_space"].bool(default: true)
  }

  /// `<s> A </s>`, or `<s> A </s> </s> B </s>`; RoBERTa has one segment only.
  static func robertaParts(_ start: Int, _ end: Int, pair: Bool) -> [Part] {
    let first: [Part] = [
      .special(ids: [start], segment: 0), .sequence(0, segment: 0), .special(ids: [end], segment: 0),
    ]
    return pair ? first + [.special(ids: [end], segment: 0), .sequence(1, segment: 0), first[2]] : first
  }

  /// `[CLS] A [SEP]`, or `[CLS] A [SEP] B [SEP]` with B and what follows in segment 1.
  static func bertParts(_ start: Int, _ end: Int, pair: Bool) -> [Part] {
    let first: [Part] = [
      .special(ids: [start], segment: 0), .sequence(0, segment: 0), .special(ids: [end], segment: 0),
    ]
    return pair ? first + [.sequence(1, segment: 1), .special(ids: [end], segment: 1)] : first
  }

  /// Reads `["</s>", 2]`.
  private static func token(_ field: FieldReader, _ vocabulary: Vocabulary) throws(ExplainerError) -> Int {
    let parts = try field.elements()
    guard parts.count == 2, let id = try parts[1].integer() else {
      throw field.mismatch("a token and its id")
    }
    return try check(id, field, vocabulary)
  }

  private static func template(
    _ field: FieldReader, tokens: FieldReader, _ vocabulary: Vocabulary
  ) throws(ExplainerError) -> [Part] {
    var parts: [Part] = []
    var texts: Set<Int> = []
    for entry in try field.elements() {
      if entry["Sequence"].value != nil {
        let segment = try entry["Sequence"]["type_id"].integer() ?? 0
        let text = try entry["Sequence"]["id"].string() == "B" ? 1 : 0
        // (No limit of tokens would hold.)
        guard texts.insert(text).inserted else {
          throw entry["Sequence"].unsupported(
            "a text that stands twice is not supported", expected: "each once")
        }
        parts.append(.sequence(text, segment: segment))
      } else if let name = try entry["SpecialToken"]["id"].string() {
        var ids: [Int] = []
        for id in try tokens[name]["ids"].elements() {
          ids.append(try check(try id.integer() ?? -1, id, vocabulary))
        }
        guard !ids.isEmpty else {
          throw entry["SpecialToken"].wrong("'\(name)' is not among the special tokens")
        }
        parts.append(.special(ids: ids, segment: try entry["SpecialToken"]["type_id"].integer() ?? 0))
      } else {
        throw entry.mismatch("Sequence or SpecialToken")
      }
    }
    return parts
  }

  private static func check(_ id: Int, _ field: FieldReader, _ vocabulary: Vocabulary) throws(ExplainerError)
    -> Int
  {
    guard vocabulary.piece(of: id) != nil else { throw field.wrong("the id \(id) is not in the vocabulary") }
    return id
  }
}

import Diagnostics

/// How a text is cut into the words that the model works on, one by one.
struct PreTokenizer: Sendable, Hashable {
  /// Whether a space is put before a text (or a part between added tokens) that does not begin with one.
  var prefixesSpace = false
  /// What is put in place of spaces before the text is cut.
  var metaspace: Metaspace?
  /// How many patterns may cut a text: each goes over all of it.
  static let mostPatterns = 16
  /// What cuts the text, one after the other; without any the text is one word.
  var patterns: [SplitPattern]

  /// Makes `text` ready to be cut.
  func prepare(_ text: inout NormalizedText) {
    if prefixesSpace { text.prefixSpace() }
    metaspace?.apply(to: &text)
  }

  /// Calls `body` with the words of the part `range` of `text`, which is UTF-8.
  ///
  /// What one pattern has cut the next sees a word at a time: each ends there as if the text did.
  func forEachWord(of text: [UInt8], _ range: Range<Int>, _ body: (Range<Int>) -> Void) {
    if !range.isEmpty { cut(text, range, by: patterns[...], body) }
  }

  private func cut(
    _ text: [UInt8], _ range: Range<Int>, by patterns: ArraySlice<SplitPattern>, _ body: (Range<Int>) -> Void
  ) {
    guard let pattern = patterns.first else { return body(range) }
    let others = patterns.dropFirst()
    if others.isEmpty { return pattern.cut(text, range, body) }
    pattern.cut(text, range) { cut(text, $0, by: others, body) }
  }
}

extension PreTokenizer {
  /// The way of cutting words that the section `field` of a `tokenizer.json` describes, for a model of the kind
  /// `kind`.
  init(_ field: FieldReader, for kind: TokenizerModel.Kind) throws(ExplainerError) {
    switch kind {
    case .bytePair: try self.init(byteLevel: field)
    case .characterPair: try self.init(metaspace: field)
    case .wordPiece: try self.init(bert: field)
    }
  }

  /// `ByteLevel`, which may follow any number of `Split`.
  private init(byteLevel field: FieldReader) throws(ExplainerError) {
    var parts = try field.components("pretokenizers")
    guard let last = parts.popLast() else {
      throw field.unsupported(
        "a byte-pair encoding without ByteLevel is not supported", expected: "ByteLevel")
    }
    guard parts.count <= Self.mostPatterns else {
      throw field.unsupported(
        "a text cut by \(parts.count) patterns is not supported", expected: "at most \(Self.mostPatterns)")
    }
    patterns = []
    for part in parts { patterns.append(try SplitPattern(split: part)) }
    guard try last["type"].string() == "ByteLevel" else {
      throw last["type"].unsupported("this component is not supported", expected: "ByteLevel")
    }
    prefixesSpace = try last["add_prefix_space"].bool(default: true)
    guard patterns.isEmpty || !prefixesSpace else {
      throw last["add_prefix_space"].unsupported(
        "a space before every word is not supported", expected: "false")
    }
    let splitsWords = try last["use_regex"].bool(default: true)
    if splitsWords { patterns.append(try last.pattern(SplitPattern.gpt2)) }
  }

  /// `Metaspace` that does not cut, or nothing: the text is one word.
  private init(metaspace field: FieldReader) throws(ExplainerError) {
    let field = try field.component("pretokenizers")
    patterns = []
    if field.value != nil { metaspace = try Metaspace(field) }
  }

  /// `BertPreTokenizer`.
  private init(bert field: FieldReader) throws(ExplainerError) {
    let field = try field.component("pretokenizers")
    switch try field["type"].string() {
    case "BertPreTokenizer": patterns = [try field.pattern(SplitPattern.bert)]
    case nil:
      throw field.unsupported(
        "a WordPiece model without BertPreTokenizer is not supported", expected: "BertPreTokenizer")
    default:
      throw field["type"].unsupported("this component is not supported", expected: "BertPreTokenizer")
    }
  }
}

extension SplitPattern {
  /// The pattern of a `Split`.
  fileprivate init(split field: FieldReader) throws(ExplainerError) {
    guard try field["type"].string() == "Split" else {
      throw field["type"].unsupported("this component is not supported before ByteLevel", expected: "Split")
    }
    let expression = field["pattern"]["Regex"]
    guard let text = try expression.string() else {
      throw field["pattern"].unsupported("a pattern that is no regular expression is not supported")
    }
    let keepsGaps: Bool
    switch (try field["behavior"].string(), try field["invert"].bool(default: false)) {
    case ("Isolated", false): keepsGaps = true
    case ("Removed", true): keepsGaps = false
    default:
      throw field["behavior"].unsupported(
        "this way of splitting is not supported", expected: "Isolated, or Removed with 'invert'")
    }
    self = try expression.pattern { () throws(SplitPatternProblem) in
      try SplitPattern(text, keepsGaps: keepsGaps)
    }
  }
}

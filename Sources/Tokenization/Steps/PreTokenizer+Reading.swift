import Diagnostics

extension PreTokenizer {
  /// The way of cutting words that the section `field` of a `tokenizer.json` describes; without it a text is one word.
  init(_ field: FieldReader) throws(ExplainerError) {
    var steps: [Step] = []
    for part in try field.components("pretokenizers") { steps += try Self.steps(part) }
    guard steps.count <= Self.mostSteps else {
      throw field.unsupported(
        "a text cut in \(steps.count) steps is not supported", expected: "at most \(Self.mostSteps)")
    }
    self.init(steps)
  }

  /// The steps of the component `field`.
  private static func steps(_ field: FieldReader) throws(ExplainerError) -> [Step] {
    func behavior(default fallback: SplitBehavior? = nil) throws(ExplainerError) -> SplitBehavior {
      let name = try field["behavior"].string()
      guard let found = name.map({ SplitBehavior(rawValue: $0) }) ?? fallback else {
        throw field["behavior"].unsupported("this way of splitting is not supported")
      }
      return found
    }
    func cut(
      _ set: ScalarSet, most: Int = 1, _ behavior: SplitBehavior, isInverted: Bool = false
    ) throws(ExplainerError) -> [Step] {
      [
        .cut(
          .pattern(
            try field.pattern { () throws(SplitPatternProblem) in
              try SplitPattern([[.run(set, least: 1, most: most)]], behavior, isInverted: isInverted)
            }))
      ]
    }
    switch try field["type"].string() {
    case "ByteLevel":
      let prefix: [Step] = try field["add_prefix_space"].bool(default: true) ? [.prefixSpace] : []
      let words: [Step] =
        try field["use_regex"].bool(default: true)
        ? [.cut(.pattern(try field.pattern(SplitPattern.gpt2)))] : []
      return prefix + words + [.spellBytes]
    case "Metaspace":
      let metaspace = try Metaspace(field)
      guard try field["split"].bool(default: true) else { return [.metaspace(metaspace)] }
      return [.metaspace(metaspace)] + (try cut(metaspace.set, .mergedWithNext))
    case "BertPreTokenizer": return [.cut(.pattern(try field.pattern(SplitPattern.bert)))]
    case "Split":
      let pattern = try TextPattern(field["pattern"])
      let (way, isInverted) = (try behavior(), try field["invert"].bool(default: false))
      return [
        .cut(
          .pattern(
            try field["pattern"].pattern { () throws(SplitPatternProblem) in
              try pattern.pattern(way, isInverted: isInverted)
            }))
      ]
    case "Whitespace":
      let others = ScalarSet.words.union(.spaces).map(\.inverted) ?? .words
      return [
        .cut(
          .pattern(
            try field.pattern { () throws(SplitPatternProblem) in
              try SplitPattern(
                [[.run(.words, least: 1)], [.run(others, least: 1)]], .removed, isInverted: true)
            }))
      ]
    case "WhitespaceSplit": return try cut(.spaces, .removed)
    case "Punctuation": return try cut(.bertPunctuation, try behavior(default: .isolated))
    case "Digits":
      let isSingle = try field["individual_digits"].bool(default: false)
      return try cut(.digits, isSingle ? .isolated : .contiguous)
    case "CharDelimiterSplit":
      guard let text = try field["delimiter"].string(), text.unicodeScalars.count == 1,
        let scalar = text.unicodeScalars.first
      else { throw field["delimiter"].mismatch("one character") }
      return try cut(ScalarSet(scalar.value), .removed)
    case "UnicodeScripts": return [.cut(.scripts)]
    case "FixedLength":
      guard let length = try field["length"].integer(), length > 0 else {
        throw field["length"].mismatch("a whole number of at least 1")
      }
      return [.cut(.lengths(length))]
    default: throw field["type"].unsupported("this pre-tokenizer is not supported")
    }
  }
}

import Diagnostics

extension TokenizerFamily {
  /// What the constructor puts around a text and around a pair; nil where `tokenizer.json` says it.
  ///
  /// Letters stand for the texts, A and B, and for tokens: b and e for those that begin and end a text, c and s for
  /// classifier and separator, l for the language; a digit behind one is its segment, 0 otherwise.
  fileprivate var around: (single: String, pair: String)? {
    switch self {
    case .bert, .debertaV2, .albert, .remBert, .bigBird: ("c A s", "c A s B1 s1")
    case .funnel: ("c2 A s", "c2 A s B1 s1")
    case .roberta, .mpNet, .deberta: ("c A s", "c A s s B s")
    case .camembert, .xlmRoberta: ("b A e", "b A e e B e")
    case .clip: ("b A e", "b A e e B e")
    case .herbert: ("c A s", "c A s B1 s1")
    case .t5: ("A e", "A e B e")
    case .pegasus: ("A e", "A B e")
    case .xglm: ("e A", "e A e e B")
    case .xlNet: ("A s c2", "A s B1 s1 c2")
    case .mBart: ("A e l", "A B e l")
    case .mBart50: ("l A e", "l A B e")
    case .gptNeoX: ("A", "A B1")
    case .codeLlama: ("b A", "b A b1 B1")
    default: nil
    }
  }

  /// Whether offsets are trimmed, by what the settings say.
  fileprivate func trimsOffsets(_ config: FieldReader) throws(ExplainerError) -> Bool {
    switch self {
    case .roberta: try config["trim_offsets"].bool(default: true)
    case .mpNet: true
    default: false
    }
  }
}

extension PostProcessor {
  /// What `family` puts around texts; nil where `tokenizer.json` says it.
  ///
  /// - Parameters:
  ///   - family: the family of the tokenizer's class; nil for a class without a constructor of its own.
  ///   - config: what `tokenizer_config.json` says.
  ///   - tokens: the special tokens, all of which `vocabulary` has.
  ///   - vocabulary: where their ids are.
  ///   - hasFile: whether there is a `tokenizer.json`, which counts before `add_bos_token` and `add_eos_token`.
  init?(
    _ family: TokenizerFamily?, _ config: FieldReader, _ tokens: SpecialTokens, _ vocabulary: Vocabulary,
    hasFile: Bool
  ) throws(ExplainerError) {
    self.init()
    guard let family, let around = family.around else {
      guard !hasFile else { return nil }
      // Without these tokens transformers leaves them out, whatever is asked for.
      let start = try Self.added(.beginning, "add_bos_token", config, tokens, vocabulary)
      let end = try Self.added(.end, "add_eos_token", config, tokens, vocabulary)
      single = Self.parts(start, end, of: 0)
      pair = single + Self.parts(start, end, of: 1)
      return
    }
    func parts(_ template: String) throws(ExplainerError) -> [Part] {
      var parts: [Part] = []
      for word in template.split(separator: " ") {
        let (letter, segment) = (word.prefix(1), Int(word.dropFirst()) ?? 0)
        if letter == "A" || letter == "B" {
          parts.append(.sequence(letter == "A" ? 0 : 1, segment: segment))
        } else {
          let id = try Self.id(letter, config, tokens, vocabulary)
          parts.append(.special(ids: [id], segment: segment))
        }
      }
      return parts
    }
    single = try parts(around.single)
    pair = try parts(around.pair)
    trimsOffsets = try family.trimsOffsets(config)
    let prefixes = try config["add_prefix_space"].bool(default: false)
    keepsFirstSpace = family == .roberta && prefixes
  }

  /// The id of the token that `letter` stands for.
  private static func id(
    _ letter: Substring, _ config: FieldReader, _ tokens: SpecialTokens,
    _ vocabulary: Vocabulary
  ) throws(ExplainerError) -> Int {
    let roles: [Substring: SpecialTokenRole] = [
      "b": .beginning, "e": .end, "c": .classifier, "s": .separator,
    ]
    let role = roles[letter]
    let language = try config["src_lang"].string() ?? "en_XX"
    let content = role == nil ? language : role.flatMap { tokens[$0] }
    guard let content, let id = vocabulary.id(of: content) else {
      throw config[role?.rawValue ?? "src_lang"].wrong(
        "this tokenizer puts the token around texts, so there must be one")
    }
    return id
  }

  /// The id of the token that plays `role`, if `key` asks for it.
  private static func added(
    _ role: SpecialTokenRole, _ key: String, _ config: FieldReader, _ tokens: SpecialTokens,
    _ vocabulary: Vocabulary
  ) throws(ExplainerError) -> Int? {
    try config[key].bool(default: false) ? tokens[role].flatMap(vocabulary.id) : nil
  }

  /// A text between two tokens, all in the segment of its number.
  private static func parts(_ start: Int?, _ end: Int?, of text: Int) -> [Part] {
    var parts: [Part] = [.sequence(text, segment: text)]
    if let start { parts.insert(.special(ids: [start], segment: text), at: 0) }
    if let end { parts.append(.special(ids: [end], segment: text)) }
    return parts
  }
}

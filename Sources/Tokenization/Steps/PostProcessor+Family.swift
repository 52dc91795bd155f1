import Diagnostics

extension PostProcessor {
  /// What `family` puts around texts; nil where `tokenizer.json` says it.
  ///
  /// - Parameters:
  ///   - tokens: the special tokens, all of which `vocabulary` has.
  ///   - hasFile: whether there is a `tokenizer.json`, which counts before `add_bos_token` and `add_eos_token`.
  init?(
    _ family: TokenizerClass.Family, _ config: FieldReader, _ tokens: SpecialTokens, _ vocabulary: Vocabulary,
    hasFile: Bool
  ) throws(ExplainerError) {
    func id(_ role: SpecialTokenRole) throws(ExplainerError) -> Int {
      guard let content = tokens[role], let id = vocabulary.id(of: content) else {
        throw config[role.rawValue].wrong("this tokenizer puts the token around texts, so there must be one")
      }
      return id
    }
    switch family {
    case .gpt2 where hasFile, .llama: return nil
    case .gpt2:
      // Without these tokens transformers leaves them out, whatever is asked for.
      let start = try Self.added(.beginning, "add_bos_token", config, tokens, vocabulary)
      let end = try Self.added(.end, "add_eos_token", config, tokens, vocabulary)
      self.init()
      single = Self.parts(start, end, of: 0)
      pair = single + Self.parts(start, end, of: 1)
    case .roberta:
      let (start, end) = (try id(.classifier), try id(.separator))
      self.init(
        single: Self.robertaParts(start, end, pair: false), pair: Self.robertaParts(start, end, pair: true),
        trimsOffsets: try config["trim_offsets"].bool(default: true),
        keepsFirstSpace: try config["add_prefix_space"].bool(default: false))
    case .bert:
      let (start, end) = (try id(.classifier), try id(.separator))
      self.init(
        single: Self.bertParts(start, end, pair: false), pair: Self.bertParts(start, end, pair: true))
    }
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

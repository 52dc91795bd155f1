import Diagnostics
import JSON

/// A byte-pair encoding without `tokenizer.json`: `vocab.json` and `merges.txt`, with what the settings files
/// and the model's family add to them.
///
/// Brought into the form of a `tokenizer.json`, as Hugging Face's converter does.
struct SeparateFiles {
  /// The families whose tokenizers differ in what they put around a text.
  enum Family: Hashable {
    /// Nothing, or a beginning-of-text token where `add_bos_token` says so.
    case gpt2
    /// `<s>` and `</s>`; a `<mask>` that takes the space before it.
    case roberta

    /// The family of a `tokenizer_class` without `Fast`, or of a `model_type`.
    init?(name: String) {
      switch name {
      case "GPT2Tokenizer", "gpt2", "gpt_neo": self = .gpt2
      case "RobertaTokenizer", "BartTokenizer", "LongformerTokenizer", "LEDTokenizer", "roberta", "bart",
        "longformer", "led":
        self = .roberta
      default: return nil
      }
    }

    /// The special tokens where the files name none.
    var defaults: [(role: SpecialTokenRole, content: String)] {
      switch self {
      case .gpt2: [.beginning, .end, .unknown].map { ($0, "<|endoftext|>") }
      case .roberta:
        [
          (.beginning, "<s>"), (.end, "</s>"), (.unknown, "<unk>"), (.separator, "</s>"), (.padding, "<pad>"),
          (.classifier, "<s>"), (.mask, "<mask>"),
        ]
      }
    }
  }

  let directory: String
  let settings: TokenizerSettings
  let family: Family
  /// The text of the special tokens.
  let roles: [SpecialTokenRole: String]

  /// Finds out what the files of `directory` are for.
  init(directory: String, settings: TokenizerSettings) throws(ExplainerError) {
    self.directory = directory
    self.settings = settings
    family = try Self.family(directory: directory, settings)
    var roles = try settings.roles()
    for (role, content) in family.defaults where roles[role] == nil { roles[role] = content }
    self.roles = roles
  }

  /// Reads `vocab.json` and `merges.txt`.
  func read(vocabulary: [UInt8], merges: [UInt8]) throws(ExplainerError) -> TokenizerFile {
    let pieces: PieceTable
    do {
      var scanner = JSONScanner(vocabulary)
      pieces = try ListReader.readVocabulary(&scanner)
      try scanner.expectEnd()
    } catch {
      throw error.inFile("\(directory)/vocab.json", remedy: "Download the file again; it may be cut off.")
    }
    let table = try MergesText.read(merges, path: "\(directory)/merges.txt", pieces)
    let byteLevel: JSONObject = [
      "type": "ByteLevel", "trim_offsets": false,
      "add_prefix_space": .bool(try settings.config["add_prefix_space"].bool(default: false)),
    ]
    let tokens = try addedTokens(pieces)
    return TokenizerFile(
      path: directory,
      sections: [
        "added_tokens": .array(tokens.map { .object($0) }), "pre_tokenizer": .object(byteLevel),
        "decoder": .object(byteLevel), "post_processor": try postProcessor(byteLevel, tokens),
      ],
      pieces: pieces, merges: table)
  }

  private static func family(
    directory: String, _ settings: TokenizerSettings
  ) throws(ExplainerError) -> Family {
    let declared = settings.config["tokenizer_class"]
    if let name = try declared.string() {
      if let family = Family(name: name.hasSuffix("Fast") ? String(name.dropLast(4)) : name) { return family }
      if name != "PreTrainedTokenizerFast" {
        throw declared.unsupported(
          "this kind of tokenizer is only supported with a tokenizer.json", expected: "GPT2Tokenizer")
      }
    }
    let model = try TokenizerSettings.object("config.json", in: directory)["model_type"]
    if let name = try model.string() {
      guard let family = Family(name: name) else {
        throw model.unsupported("for this model only a tokenizer.json is supported", expected: "gpt2")
      }
      return family
    }
    return try settings.content(.classifier) == nil ? .gpt2 : .roberta
  }

  /// The entries of `added_tokens`: what the files list, then the special tokens they leave out, which get
  /// new ids where the vocabulary does not have them.
  private func addedTokens(_ pieces: PieceTable) throws(ExplainerError) -> [JSONObject] {
    var entries: [JSONObject] = []
    var known: Set<String> = []
    var next = pieces.idLimit
    func add(_ content: String, id: Int?, isSpecial: Bool, _ properties: JSONObject?) {
      guard known.insert(content).inserted else { return }
      let id = id ?? pieces.id(of: Array(content.utf8)) ?? next
      next = max(next, id < Int.max ? id + 1 : id)
      var entry = properties ?? [:]
      entry["id"] = .integer(id)
      entry["content"] = .string(content)
      if entry["special"] == nil { entry["special"] = .bool(isSpecial) }
      entries.append(entry)
    }
    for (key, entry) in try settings.config["added_tokens_decoder"].members() {
      guard let id = Int(key), let content = try entry["content"].string() else {
        throw entry.mismatch("a token")
      }
      add(content, id: id, isSpecial: false, entry.value?.object)
    }
    let special = Set(roles.values)
    for (content, id) in try settings.added.members() {
      guard let number = try id.integer() else { throw id.mismatch("a whole number") }
      add(content, id: number, isSpecial: special.contains(content), nil)
    }
    for role in SpecialTokenRole.allCases {
      guard let content = roles[role] else { continue }
      let properties = settings.entry(role).value?.object
      let isBareMask = role == .mask && family == .roberta && properties == nil
      add(content, id: nil, isSpecial: true, isBareMask ? ["lstrip": true] : properties)
    }
    for field in [settings.config, settings.map] {
      for entry in try field["additional_special_tokens"].elements() {
        guard let content = try TokenizerSettings.content(of: entry) else { throw entry.mismatch("a token") }
        add(content, id: nil, isSpecial: true, entry.value?.object)
      }
    }
    return entries
  }

  private func postProcessor(_ byteLevel: JSONObject, _ tokens: [JSONObject]) throws(ExplainerError)
    -> JSONValue
  {
    func id(_ role: SpecialTokenRole) -> JSONValue {
      tokens.first { $0["content"]?.string == roles[role] }?["id"] ?? .null
    }
    switch family {
    case .roberta:
      return [
        "type": "RobertaProcessing", "trim_offsets": true,
        "add_prefix_space": byteLevel["add_prefix_space"] ?? false,
        "cls": [.string(roles[.classifier] ?? ""), id(.classifier)],
        "sep": [.string(roles[.separator] ?? ""), id(.separator)],
      ]
    case .gpt2:
      guard try settings.config["add_bos_token"].bool(default: false), let start = roles[.beginning] else {
        return .object(byteLevel)
      }
      let mark: JSONValue = ["SpecialToken": ["id": .string(start), "type_id": 0]]
      let first: JSONValue = ["Sequence": ["id": "A", "type_id": 0]]
      let second: JSONValue = ["Sequence": ["id": "B", "type_id": 1]]
      return [
        "type": "TemplateProcessing", "single": [mark, first], "pair": [mark, first, mark, second],
        "special_tokens": .object(JSONObject([(start, .object(["ids": .array([id(.beginning)])]))])),
      ]
    }
  }
}

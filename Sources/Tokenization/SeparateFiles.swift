import Diagnostics
import JSON

/// A tokenizer without `tokenizer.json`: a vocabulary, with what the settings files and the model's family add
/// to it.
///
/// Brought into the form of a `tokenizer.json`, as Hugging Face's converter does.
struct SeparateFiles {
  let directory: String
  let settings: TokenizerSettings
  let family: Family
  /// The text of the special tokens.
  let roles: [SpecialTokenRole: String]

  /// Finds out what the files of `directory`, which are for a model of the kind `kind`, are for.
  init(
    directory: String, settings: TokenizerSettings, kind: SubwordModel.Kind
  ) throws(ExplainerError) {
    self.directory = directory
    self.settings = settings
    family = try Family(directory: directory, settings, kind: kind)
    var roles = try settings.roles()
    for (role, content) in family.defaults where roles[role] == nil { roles[role] = content }
    self.roles = roles
  }

  /// The entries of `added_tokens`: what the files list, then the special tokens they leave out, which get
  /// new ids where the vocabulary does not have them.
  func addedTokens(_ pieces: PieceTable) throws(ExplainerError) -> [JSONObject] {
    var entries: [JSONObject] = []
    // As bytes: strings are equal where they are only equivalent.
    var known: Set<[UInt8]> = []
    var next = pieces.idLimit
    func add(_ content: String, id: Int?, isSpecial: Bool, _ properties: JSONObject?) {
      guard known.insert(Array(content.utf8)).inserted else { return }
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

  /// The id of the special token `role`, one of `tokens`.
  func id(of role: SpecialTokenRole, in tokens: [JSONObject]) -> JSONValue {
    tokens.first { $0["content"]?.string == roles[role] }?["id"] ?? .null
  }

  /// A template post-processor that puts together `single` and `pair`, in which a string names a text and a
  /// role a special token, each with its segment.
  func template(
    single: [(TemplatePart, Int)], pair: [(TemplatePart, Int)], _ tokens: [JSONObject]
  ) -> JSONValue {
    var special = JSONObject()
    func parts(_ list: [(TemplatePart, Int)]) -> JSONValue {
      .array(
        list.map { part, segment in
          switch part {
          case .text(let name): return ["Sequence": ["id": .string(name), "type_id": .integer(segment)]]
          case .special(let role):
            let name = roles[role] ?? ""
            special[name] = ["ids": .array([id(of: role, in: tokens)])]
            return ["SpecialToken": ["id": .string(name), "type_id": .integer(segment)]]
          }
        })
    }
    let (single, pair) = (parts(single), parts(pair))
    return [
      "type": "TemplateProcessing", "single": single, "pair": pair, "special_tokens": .object(special),
    ]
  }

  /// A part of a template.
  enum TemplatePart {
    /// One of the texts, `A` or `B`.
    case text(String)
    /// A special token.
    case special(SpecialTokenRole)
  }
}

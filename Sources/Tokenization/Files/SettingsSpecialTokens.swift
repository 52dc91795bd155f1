import Diagnostics
import JSON

/// The fields about special tokens, from `tokenizer_config.json` and, where that does not list the added tokens with
/// their ids, from `special_tokens_map.json`, which then wins.
struct SettingsSpecialTokens {
  /// The tokens with a part to play.
  private(set) var roles = SettingsFields()
  /// Tokens with names of their own.
  private(set) var others = SettingsFields()
  /// The same, where `tokenizer_config.json` writes them as strings.
  private(set) var otherTexts = SettingsFields()
  /// Special tokens without a name, `extra_special_tokens`; nil where no file has a list of them.
  private(set) var extra: [FieldReader]?
  /// What then counts in its place, `additional_special_tokens`.
  private(set) var additional: FieldReader?
  private let decoder: FieldReader?

  /// What `settings` say.
  init(_ settings: TokenizerSettings) throws(ExplainerError) {
    var fields = SettingsFields()
    try fields.set(settings.config)
    decoder = fields["added_tokens_decoder"]
    additional = fields["additional_special_tokens"]
    var list = fields["extra_special_tokens"]
    if additional != nil, list?.isEmpty ?? true {
      list = additional
      additional = nil
    }
    for (name, field) in fields.members where name.hasSuffix("_token") {
      if SpecialTokenRole(rawValue: name) != nil {
        roles.set(name, field)
      } else if field.value?.string != nil {
        otherTexts.set(name, field)
      } else if field["__type"].value?.string == "AddedToken" {
        others.set(name, field)
      }
    }
    try addExtra(list)
    if decoder == nil {
      for (name, field) in try settings.map.members() {
        switch name {
        case "extra_special_tokens": try addExtra(field)
        case "additional_special_tokens": additional = field
        case let name where SpecialTokenRole(rawValue: name) != nil: roles.set(name, field)
        case let name where name.hasSuffix("_token") && (field.isObject || field.value?.string != nil):
          others.set(name, field)
        default: break
        }
      }
    }
  }

  /// Adds a list of tokens, or an object of names and tokens.
  private mutating func addExtra(_ field: FieldReader?) throws(ExplainerError) {
    guard let field else { return }
    if field.isObject {
      try otherTexts.set(field)
      extra = nil
    } else {
      extra = (extra ?? []) + (try field.elements())
    }
  }

  /// The tokens that are listed with ids.
  ///
  /// - Parameter file: the list of added tokens in `tokenizer.json`.
  func listed(
    _ settings: TokenizerSettings, _ file: FieldReader
  ) throws(ExplainerError) -> ListedTokens {
    var tokens = ListedTokens()
    if let decoder {
      for (key, field) in try decoder.members() {
        guard let id = Int(key) else { throw field.wrong("the key '\(key)' is not an id") }
        tokens.add(id, try SettingsToken(properties: field))
      }
      return tokens
    }
    var special = Set<[UInt8]>()
    // A token with a type is not looked at: at that point it is an object, not yet the token it describes.
    for field in roles.members.map(\.field) + (extra ?? []) where field["__type"].value == nil {
      if let token = try SettingsToken(field) { special.insert(Array(token.content.utf8)) }
    }
    for (content, field) in try settings.added.members() {
      guard let id = try field.integer() else { throw field.mismatch("a whole number") }
      let isSpecial = special.contains(Array(content.utf8))
      tokens.add(
        id,
        SettingsToken(AddedToken(id: id, content: content, isSpecial: isSpecial, isNormalized: !isSpecial)))
    }
    for field in try file.elements() {
      guard let id = try field["id"].integer() else { throw field["id"].mismatch("a whole number") }
      tokens.add(id, try SettingsToken(properties: field))
    }
    return tokens
  }
}

extension FieldReader {
  /// Whether the value is an object.
  fileprivate var isObject: Bool { if case .object? = value { true } else { false } }

  /// Whether the value is missing, or a list, object or string with nothing in it.
  fileprivate var isEmpty: Bool {
    switch value {
    case nil: true
    case .array(let elements): elements.isEmpty
    case .object(let object): object.isEmpty
    case .string(let text): text.isEmpty
    default: false
    }
  }
}

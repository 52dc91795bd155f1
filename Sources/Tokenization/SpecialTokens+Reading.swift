import Diagnostics
import JSON

extension SpecialTokens {
  /// What `settings` ask for, with the special tokens that the class `reader` has by default.
  ///
  /// - Parameter file: the list of added tokens in `tokenizer.json`.
  init(
    _ settings: TokenizerSettings, _ reader: TokenizerClass, file: FieldReader
  ) throws(ExplainerError) {
    let fields = try SettingsSpecialTokens(settings)
    let listed = try fields.listed(settings, file)
    var named: [(name: String, token: SettingsToken?)] = []
    for role in SpecialTokenRole.allCases {
      var token = reader.family?.defaults[role].map { SettingsToken($0) }
      if let field = fields.roles[role.rawValue] {
        token = try SettingsToken(field)
        let content = token?.content.utf8.map(\.self)
        token = listed.last { Array($0.token.content.utf8) == content }?.token ?? token
      }
      named.append((role.rawValue, token))
    }
    for (name, field) in fields.others.members + fields.otherTexts.members {
      guard let token = try SettingsToken(field) else { continue }
      let place = named.firstIndex { $0.name == name } ?? named.endIndex
      named.replaceSubrange(place..<min(place + 1, named.endIndex), with: [(name, token)])
    }
    var extra: [SettingsToken] = []
    let list = try fields.extra == nil ? fields.additional?.elements() : fields.extra
    for field in list ?? [] {
      guard var token = try SettingsToken(field) else { throw field.mismatch("a token") }
      if field["__type"].value == nil { token.makeSpecial() }
      extra.append(token)
    }
    self.init(
      listed: listed.sorted { $0.id < $1.id }.map(\.token), named: named, extra: extra)
  }
}

/// The fields about special tokens, from `tokenizer_config.json` and, where that does not list the added tokens with
/// their ids, from `special_tokens_map.json`, which then wins.
private struct SettingsSpecialTokens {
  /// The tokens with a part to play.
  var roles = SettingsFields()
  /// Tokens with names of their own.
  var others = SettingsFields()
  /// The same, where `tokenizer_config.json` writes them as strings.
  var otherTexts = SettingsFields()
  /// Special tokens without a name, `extra_special_tokens`; nil where no file has a list of them.
  var extra: [FieldReader]?
  /// What then counts in its place, `additional_special_tokens`.
  var additional: FieldReader?
  private let decoder: FieldReader?

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

  /// The tokens that are listed with ids; those with the same id in the place of one another.
  ///
  /// - Parameter file: the list of added tokens in `tokenizer.json`.
  func listed(
    _ settings: TokenizerSettings, _ file: FieldReader
  ) throws(ExplainerError) -> [(id: Int, token: SettingsToken)] {
    var tokens: [(id: Int, token: SettingsToken)] = []
    var places: [Int: Int] = [:]
    func list(_ id: Int, _ token: SettingsToken) {
      if let place = places[id] {
        tokens[place].token = token
      } else {
        places[id] = tokens.count
        tokens.append((id, token))
      }
    }
    if let decoder {
      for (key, field) in try decoder.members() {
        guard let id = Int(key) else { throw field.wrong("the key '\(key)' is not an id") }
        list(id, try SettingsToken(properties: field))
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
      list(
        id,
        SettingsToken(AddedToken(id: id, content: content, isSpecial: isSpecial, isNormalized: !isSpecial)))
    }
    for field in try file.elements() {
      guard let id = try field["id"].integer() else { throw field["id"].mismatch("a whole number") }
      list(id, try SettingsToken(properties: field))
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

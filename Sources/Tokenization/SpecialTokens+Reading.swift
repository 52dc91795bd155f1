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
        token = token.flatMap { listed.token($0.content) } ?? token
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
    self.init(listed: listed.inOrder, named: named, extra: extra)
  }
}

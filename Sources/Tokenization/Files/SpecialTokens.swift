import Diagnostics
import JSON

/// The tokens that the files beside the vocabulary ask for, and the order in which they are added to it.
///
/// Source: `_from_pretrained` and `__init__` of `PreTrainedTokenizerBase` and `TokenizersBackend` in transformers
/// 5.24.0.
struct SpecialTokens {
  /// Tokens that are listed with ids, which count for nothing but the order: `added_tokens_decoder`, or without it
  /// what `added_tokens.json` and `tokenizer.json` list.
  let listed: [SettingsToken]
  /// The tokens with a name, those with a part to play first; nil for a part that nobody plays.
  let named: [(name: String, token: SettingsToken?)]
  /// Special tokens without a name.
  let extra: [SettingsToken]

  /// These tokens.
  init(
    listed: [SettingsToken] = [], named: [(name: String, token: SettingsToken?)] = [],
    extra: [SettingsToken] = []
  ) {
    self.listed = listed
    self.named = named
    self.extra = extra
  }

  /// The text of the token that plays `role`.
  subscript(role: SpecialTokenRole) -> String? {
    named.first { $0.name == role.rawValue }?.token?.content
  }

  /// The text of each token with a part to play.
  var roles: [SpecialTokenRole: String] {
    Dictionary(
      uniqueKeysWithValues: SpecialTokenRole.allCases.compactMap { role in self[role].map { (role, $0) } })
  }

  /// What is added to a vocabulary that has the added tokens `present` already, in this order.
  func additions(to present: AddedTokenList) -> [AddedToken] {
    var tokens = listed
    var known = Set(listed.map(\.content.utf8Bytes))
    known.formUnion(present.tokens.map(\.content.utf8Bytes))
    var added: [[UInt8]: [SettingsToken]] = [:]
    for token in named.compactMap(\.token) + extra {
      let content = token.content.utf8Bytes
      guard !known.contains(content), !added[content, default: []].contains(token) else { continue }
      added[content, default: []].append(token)
      tokens.append(token)
    }
    let names = Set(named.compactMap { $0.token?.content.utf8Bytes })
    return tokens.map { token in
      var token = token
      if names.contains(token.content.utf8Bytes) { token.makeSpecial() }
      return token.token
    }
  }
}

extension String {
  /// Its bytes, by which tokens are told apart: strings are equal where they are only equivalent.
  fileprivate var utf8Bytes: [UInt8] { Array(utf8) }
}

extension SpecialTokens {
  /// What `settings` ask for, with the special tokens that the class `reader` has by default.
  ///
  /// - Parameters:
  ///   - settings: what stands beside the tokenizer.
  ///   - reader: the class that reads it.
  ///   - file: the list of added tokens in `tokenizer.json`.
  ///   - marked: the tokens that SentencePiece's own file marks, which count as `additional_special_tokens`.
  ///   - defaults: the special tokens of a class that has none.
  init(
    _ settings: TokenizerSettings, _ reader: TokenizerClass, file: FieldReader, marked: [AddedToken] = [],
    named defaults: [SpecialTokenRole: String] = [:]
  ) throws(ExplainerError) {
    let fields = try SettingsSpecialTokens(settings)
    let listed = try fields.listed(settings, file)
    var named: [(name: String, token: SettingsToken?)] = []
    for role in SpecialTokenRole.allCases {
      var token = (reader.family?.defaults ?? defaults)[role].map { SettingsToken($0) }
      if let field = fields.roles[role.rawValue] {
        token = try SettingsToken(field)
        token = token.flatMap { listed.token($0.content) } ?? token
      }
      if role == .mask, let plain = token, plain.isPlain, reader.family?.stripsBeforeMask ?? false {
        token = SettingsToken(AddedToken(id: 0, content: plain.content, stripsLeft: true))
      }
      named.append((role.rawValue, token))
    }
    for (name, field) in fields.others.members + fields.otherTexts.members {
      guard let token = try SettingsToken(field) else { continue }
      let index = named.firstIndex { $0.name == name } ?? named.endIndex
      named.replaceSubrange(index..<min(index + 1, named.endIndex), with: [(name, token)])
    }
    var extra: [SettingsToken] = []
    let list = try fields.extra == nil ? fields.additional?.elements() : fields.extra
    if fields.extra == nil {
      let given = marked.isEmpty ? [] : marked.map { SettingsToken($0) }
      let texts = marked.isEmpty ? (list ?? []).compactMap(\.value?.string) : marked.map(\.content)
      if let all = reader.family?.extraTokens(settings.config, texts) ?? (given.isEmpty ? nil : texts) {
        let known = Dictionary(given.map { ($0.content, $0) }, uniquingKeysWith: { first, _ in first })
        self.init(
          listed: listed.inOrder, named: named, extra: all.map { known[$0] ?? SettingsToken($0) })
        return
      }
    }
    for field in list ?? [] {
      guard var token = try SettingsToken(field) else { throw field.mismatch("a token") }
      if field["__type"].value == nil { token.makeSpecial() }
      extra.append(token)
    }
    self.init(listed: listed.inOrder, named: named, extra: extra)
  }
}

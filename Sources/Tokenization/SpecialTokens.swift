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

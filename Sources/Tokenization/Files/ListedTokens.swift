/// Tokens that are listed with ids.
struct ListedTokens {
  private var byID: [Int: SettingsToken] = [:]
  private var byContent: [[UInt8]: SettingsToken] = [:]

  /// The tokens in the order of their ids.
  var inOrder: [SettingsToken] { byID.sorted { $0.key < $1.key }.map(\.value) }

  /// The token that was listed last with this content, also where another has taken its id since.
  func token(_ content: String) -> SettingsToken? { byContent[Array(content.utf8)] }

  /// Adds a token, in the place of the one with the same id.
  mutating func add(_ id: Int, _ token: SettingsToken) {
    byID[id] = token
    byContent[Array(token.content.utf8)] = token
  }
}

import Diagnostics
import JSON

/// A token as the settings files write it: a string, or an object with its properties.
struct SettingsToken {
  /// The token; its id means nothing.
  var token: AddedToken
  /// Whether it is written as a string.
  let isPlain: Bool
  /// Whether `normalized` follows from `special`, because nobody says otherwise.
  private let impliesNormalized: Bool

  /// The text it stands for.
  var content: String { token.content }

  /// The special token `content`, with the properties of one of which nothing else is known.
  init(_ content: String) {
    token = AddedToken(id: 0, content: content)
    isPlain = true
    impliesNormalized = true
  }

  /// The token `token`.
  init(_ token: AddedToken) {
    self.token = token
    isPlain = false
    impliesNormalized = false
  }

  /// The token in `field`; nil where it is missing.
  init?(_ field: FieldReader) throws(ExplainerError) {
    guard let value = field.value else { return nil }
    switch value {
    case .string(let content): self.init(content)
    case .object: try self.init(properties: field)
    default: throw field.mismatch("a token: a string, or an object with 'content'")
    }
  }

  /// The token with the properties in `field`, an object.
  init(properties field: FieldReader) throws(ExplainerError) {
    _ = try field.members()
    guard let content = try field["content"].string() else { throw field["content"].mismatch("a string") }
    token = try AddedToken(field, content: content, id: 0)
    isPlain = false
    impliesNormalized = field["normalized"].value == nil
  }

  /// Makes it special, as it is where it has a part to play.
  mutating func makeSpecial() {
    token.isSpecial = true
    if impliesNormalized { token.isNormalized = false }
  }
}

extension SettingsToken: Equatable {
  /// Whether they are written in the same way and have the same properties, whether these are given or follow.
  static func == (first: SettingsToken, second: SettingsToken) -> Bool {
    first.isPlain == second.isPlain && first.token == second.token
  }
}

/// A word on an axis, in a cell or in a strip.
public struct Label: Sendable, Hashable {
  /// What is printed.
  public var text: String
  /// Whether the text is a token, whose spaces, newlines and bytes are made visible.
  public var isToken: Bool
  /// What a reader who asks is told besides, such as `token 318`.
  public var note: String

  /// Creates a label.
  public init(_ text: String, isToken: Bool = false, note: String = "") {
    self.text = text
    self.isToken = isToken
    self.note = note
  }

  /// The label of a token: its text (or bytes), with its id as the note.
  public init(_ token: Token) {
    self.init(token.display, isToken: true, note: "token \(token.id)")
  }
}

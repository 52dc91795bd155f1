public import JSON

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

  /// The label of a token that stands at `span` in a text: what the text has there, with the id as the note.
  ///
  /// So a word reads the same wherever it is shown, also where the vocabulary knows it in lower case or without accents
  /// only. What marks a piece that goes on with a word (`##`) stays, and the blank before it. A special token shows
  /// itself, and a part of a character its bytes.
  public init(_ token: Token, at span: TokenLayout.Span) {
    self.init(token)
    guard !token.isSpecial, text == token.text, !span.surface.isEmpty, !text.hasSuffix(span.surface) else {
      return
    }
    let mark = token.text.prefix { !$0.isLetter && !$0.isNumber }
    text = (mark.count + span.surface.count == token.text.count ? mark : "") + span.surface
  }
}

extension Label {
  /// The JSON form: a string for plain words, else `{"text": …}` or `{"token": …}` with a `note` where there is one.
  public var json: JSONValue {
    if !isToken && note.isEmpty { return .string(text) }
    var object: JSONObject = [isToken ? "token" : "text": .string(text)]
    if !note.isEmpty { object["note"] = .string(note) }
    return .object(object)
  }

  /// Reads the JSON form.
  public init(json: JSONValue) throws(JSONReadingError) {
    if let text = json.string {
      self.init(text)
      return
    }
    guard json.object != nil else { throw JSONReadingError(json, expected: "a string or an object") }
    let reader = try JSONReader(figure: json)
    let isToken = reader["token"] != nil
    self.init(
      try reader.string(isToken ? "token" : "text"), isToken: isToken,
      note: try reader.optionalString("note") ?? "")
  }
}

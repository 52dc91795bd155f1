public import JSON

/// A conversation as a model reads it: the text its chat template made, and who said which part of it.
public struct ChatText: Sendable, Hashable {
  /// What `Token.role` says of tokens that nobody said: they come from the template.
  public static let template: String = "template"

  /// The text, with all special tokens that belong into it.
  public let text: String
  /// What was said, in order; what is between comes from the template.
  public let parts: [Part]

  /// A part of the text that was said.
  public struct Part: Sendable, Hashable {
    /// Who said it: the role of a message, or `tools` or `documents`.
    public let role: String
    /// The bytes of it, in UTF-8.
    public let bytes: Range<Int>

    /// Creates a part.
    public init(role: String, bytes: Range<Int>) {
      self.role = role
      self.bytes = bytes
    }
  }

  /// Creates a conversation.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - parts: what was said in it, in order and apart.
  public init(text: String, parts: [Part]) {
    self.text = text
    self.parts = parts
  }

  /// The tokens with their roles, by where they stand in the text.
  public func marked(_ tokens: [Token]) -> [Token] {
    var next = 0
    return tokens.map { token in
      guard let range = token.byteRange else { return token }
      while next < parts.count, parts[next].bytes.upperBound <= range.lowerBound { next += 1 }
      var token = token
      let isSaid = next < parts.count && parts[next].bytes.overlaps(range)
      token.role = isSaid ? parts[next].role : Self.template
      return token
    }
  }
}

extension ChatText {
  /// The JSON form: `text`, and `parts` with `role`, `start` and `end`.
  public var json: JSONValue {
    ["text": .string(text), "parts": .array(parts.map(\.json))]
  }

  /// Reads the JSON form.
  public init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json)
    self.init(text: try reader.string("text"), parts: try reader.elements("parts", Part.init(json:)))
    var end = 0
    for part in parts {
      guard part.bytes.lowerBound >= end, part.bytes.upperBound <= text.utf8.count else {
        throw JSONReadingError("the parts are not in order, or not in the text", at: ["parts"])
      }
      end = part.bytes.upperBound
    }
  }
}

extension ChatText.Part {
  fileprivate var json: JSONValue {
    ["role": .string(role), "start": .integer(bytes.lowerBound), "end": .integer(bytes.upperBound)]
  }

  fileprivate init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json)
    let (start, end) = (try reader.int("start"), try reader.int("end"))
    guard start <= end else { throw JSONReadingError("'end' is before 'start'", at: ["end"]) }
    self.init(role: try reader.string("role"), bytes: start..<end)
  }
}

public import JSON

/// One token of a sequence, with everything a reader may need to see of it.
public struct Token: Sendable, Hashable {
  /// The id in the model's vocabulary.
  public var id: Int
  /// The text the token stands for, with the space it begins with; bytes that are not yet a character read as U+FFFD here
  /// (see `bytes`).
  public var text: String
  /// The token as the vocabulary spells it, such as `Ġcity`.
  public var piece: String
  /// The exact bytes the token stands for; nil for special tokens and for vocabularies that do not define them.
  public var bytes: [UInt8]?
  /// Whether this is a special token such as `<|endoftext|>` or `[CLS]`.
  public var isSpecial: Bool
  /// Where the token stands in the text, in UTF-8 bytes; nil for tokens that are not from a text.
  public var byteRange: Range<Int>?
  /// Who said it, in a conversation: the role of a message, `tools`, `documents` or `ChatText.template`; nil elsewhere.
  public var role: String?

  /// Creates a token from its parts.
  public init(
    id: Int, text: String, piece: String, bytes: [UInt8]? = nil, isSpecial: Bool = false,
    byteRange: Range<Int>? = nil
  ) {
    self.id = id
    self.text = text
    self.piece = piece
    self.bytes = bytes
    self.isSpecial = isSpecial
    self.byteRange = byteRange
  }

  /// The token as documents show it: its text, or `⟨e2 80⟩` where its bytes alone are not text.
  public var display: String {
    guard let bytes, !isSpecial, String(validating: bytes, as: UTF8.self) == nil else { return text }
    let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    return "⟨\(digits.joined(separator: " "))⟩"
  }
}

extension Token {
  /// The JSON form: `id`, `token`, `piece`, and, where they say more, `bytes`, `special`, `start`, `end`, `role`.
  public var json: JSONValue {
    var object: JSONObject = ["id": .integer(id), "token": .string(text), "piece": .string(piece)]
    if let bytes, String(validating: bytes, as: UTF8.self) == nil {
      object["bytes"] = JSONValue(bytes.map(Int.init))
    }
    if isSpecial { object["special"] = true }
    if let byteRange {
      object["start"] = .integer(byteRange.lowerBound)
      object["end"] = .integer(byteRange.upperBound)
    }
    if let role { object["role"] = .string(role) }
    return .object(object)
  }

  /// Reads the JSON form.
  ///
  /// Bytes that are not there are those of the text; a special token has none.
  public init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json, nullIsAbsent: true)
    let text = try reader.string("token")
    self.init(id: try reader.int("id"), text: text, piece: try reader.optionalString("piece") ?? text)
    isSpecial = try reader.flag("special")
    role = try reader.optionalString("role")
    if reader["bytes"] != nil {
      bytes = try reader.elements("bytes", "0…255") { $0.int.flatMap(UInt8.init(exactly:)) }
    } else if !isSpecial {
      bytes = Array(text.utf8)
    }
    if let start = try reader.optionalInt("start"), let end = try reader.optionalInt("end") {
      guard start >= 0 else {
        throw JSONReadingError(
          "'start' is before the text", at: ["start"], expected: "0 or more", found: "\(start)")
      }
      guard start <= end else {
        throw JSONReadingError(
          "'end' is before 'start'", at: ["end"], expected: "\(start) or more", found: "\(end)")
      }
      byteRange = start..<end
    }
  }
}

public import JSON

/// The tokens of two texts that a model reads together, sentence A and sentence B.
public struct TokenizedPair: Sendable, Hashable {
  /// The tokens of both, with the special tokens the model expects around and between them.
  public var tokens: [Token]
  /// Segment of each token, for families that tell sentences apart by it (BERT); nil for others.
  public var segments: [Int]?
  /// Where B begins: the place of its first token; A keeps the special tokens before it.
  ///
  /// Byte ranges of tokens count from the start of their own text.
  public var secondStart: Int

  /// Creates a pair from its parts.
  public init(tokens: [Token], segments: [Int]?, secondStart: Int) {
    self.tokens = tokens
    self.segments = segments
    self.secondStart = secondStart
  }

  /// What a forward pass over both reads.
  public var input: ModelInput { ModelInput(ids: tokens.map(\.id), segments: segments) }
}

extension TokenizedPair {
  /// The JSON form, as it crosses the plugin boundary: `tokens`, `segments` where there are any, `second_start`.
  public var json: JSONValue {
    var object: JSONObject = ["tokens": .array(tokens.map(\.json)), "second_start": .integer(secondStart)]
    if let segments { object["segments"] = JSONValue(segments) }
    return .object(object)
  }

  /// Reads the JSON form.
  public init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json)
    self.init(
      tokens: try reader.elements("tokens", required: true, Token.init(json:)),
      segments: try reader.optionalInts("segments"), secondStart: try reader.int("second_start"))
    func expect(_ isFit: Bool, _ key: String, _ expected: String, _ found: Int) throws(JSONReadingError) {
      guard !isFit else { return }
      throw JSONReadingError(
        "'\(key)' does not fit the tokens", at: [key], expected: expected, found: "\(found)")
    }
    try expect((0...tokens.count).contains(secondStart), "second_start", "0…\(tokens.count)", secondStart)
    if let segments {
      try expect(segments.count == tokens.count, "segments", "\(tokens.count) numbers", segments.count)
    }
  }
}

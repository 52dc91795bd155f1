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

  /// Reads the JSON form; nil if it is not one.
  public init?(json: JSONValue) {
    guard let elements = json["tokens"]?.array, let secondStart = json["second_start"]?.int,
      (0...elements.count).contains(secondStart)
    else { return nil }
    tokens = elements.compactMap(Token.init(json:))
    guard tokens.count == elements.count else { return nil }
    if let given = json["segments"]?.array {
      let segments = given.compactMap(\.int)
      guard segments.count == tokens.count else { return nil }
      self.segments = segments
    }
    self.secondStart = secondStart
  }
}

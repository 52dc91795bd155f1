public import JSON

/// What one forward pass reads: token ids, and what some families need beside them.
public struct ModelInput: Sendable, Hashable {
  /// Token ids, `[T]`; for a sequence-to-sequence model those of the encoder.
  public var ids: [Int]
  /// Segment of each token (BERT's sentence A = 0, B = 1), `[T]`; nil where the family has none.
  public var segments: [Int]?
  /// Token ids of the decoder; nil where there is none, or to let it start from its start token.
  public var decoderIDs: [Int]?

  /// An input of these ids.
  public init(ids: [Int], segments: [Int]? = nil, decoderIDs: [Int]? = nil) {
    self.ids = ids
    self.segments = segments
    self.decoderIDs = decoderIDs
  }
}

extension ModelInput {
  /// The JSON form, as it crosses the plugin boundary.
  public var json: JSONValue {
    var object: JSONObject = ["ids": JSONValue(ids)]
    if let segments { object["segments"] = JSONValue(segments) }
    if let decoderIDs { object["decoder_ids"] = JSONValue(decoderIDs) }
    return .object(object)
  }

  /// Reads the JSON form.
  ///
  /// In place of `ids` the tokens themselves may be given, as a tokenizer gives them.
  public init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json, "an input", nullIsAbsent: true)
    let ids = try reader.optionalInts("ids")
    let tokens = try reader.elements("tokens") { token throws(JSONReadingError) in
      try JSONReader(token, "a token").int("id")
    }
    guard ids != nil || reader["tokens"] != nil else {
      throw JSONReadingError("ids", is: nil, expected: "an array")
    }
    self.init(
      ids: ids ?? tokens, segments: try reader.optionalInts("segments"),
      decoderIDs: try reader.optionalInts("decoder_ids"))
  }
}

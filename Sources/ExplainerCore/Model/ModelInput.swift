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

  /// Reads the JSON form; nil if ids are missing or not whole numbers.
  ///
  /// In place of `ids` the tokens themselves may be given, as a tokenizer gives them.
  public init?(json: JSONValue) {
    func list(_ key: String) -> [Int]?? {
      guard let value = json[key] else { return .some(nil) }
      guard let elements = value.array else { return nil }
      let ids = elements.compactMap(\.int)
      return ids.count == elements.count ? .some(ids) : nil
    }
    let tokens = json["tokens"]?.array
    let idsOfTokens = tokens?.compactMap { $0["id"]?.int }
    guard let given = list("ids"), idsOfTokens?.count == tokens?.count, let ids = given ?? idsOfTokens,
      let segments = list("segments"), let decoderIDs = list("decoder_ids")
    else { return nil }
    self.init(ids: ids, segments: segments, decoderIDs: decoderIDs)
  }
}

public import JSON

extension ModelInfo {
  /// What the attention of a stack does beyond comparing queries and keys of all tokens that the mask leaves.
  public struct Attention: Sendable, Hashable {
    /// The layers that have attention; nil where all have.
    ///
    /// In the others something else mixes tokens, and there is no pattern.
    public var layers: [Int]?
    /// For each layer how many tokens back a token sees, itself included; nil for all, empty where no layer has a window.
    ///
    /// Without a mask it sees as far ahead.
    public var windows: [Int?]
    /// Whether a part of each row's weight goes to a sink: a score without a token, whose weight is dropped, so that the
    /// weights on tokens sum to less than 1.
    public var hasSinks: Bool
    /// What scores are kept within, `cap · tanh(score / cap)`; nil where they are not.
    public var scoreCap: Float?
    /// Whether where tokens stand adds to scores, beside what queries and keys give.
    public var addsPositions: Bool

    /// Creates a description from its parts; of attention in all layers that does nothing beyond unless it says otherwise.
    public init(
      layers: [Int]? = nil, windows: [Int?] = [], hasSinks: Bool = false, scoreCap: Float? = nil,
      addsPositions: Bool = false
    ) {
      self.layers = layers
      self.windows = windows.contains { $0 != nil } ? windows : []
      self.hasSinks = hasSinks
      self.scoreCap = scoreCap
      self.addsPositions = addsPositions
    }

    /// What it does beyond, in words; empty for nothing.
    public var inWords: String {
      var words: [String] = []
      if let layers {
        words.append(
          layers.isEmpty
            ? "none" : "in layers \(layers.map(String.init).joined(separator: ", ")) only")
      }
      for window in Set(windows.compactMap { $0 }).sorted() {
        let count = windows.count { $0 == window }
        words.append(
          "a window of \(window) tokens in "
            + (count == windows.count ? "all layers" : "\(count) of \(windows.count) layers"))
      }
      if hasSinks { words.append("sinks") }
      if let scoreCap { words.append("scores within ±\(scoreCap)") }
      if addsPositions { words.append("positions add to scores") }
      return words.joined(separator: ", ")
    }

    /// Those of `count` layers that have attention, in order.
    public func layers(of count: Int) -> [Int] { layers ?? Array(0..<count) }

    /// The window of a layer; nil where it has none.
    public func window(ofLayer layer: Int) -> Int? {
      windows.indices.contains(layer) ? windows[layer] : nil
    }

    /// The JSON form; nil of attention that does nothing beyond, which is not told.
    public var json: JSONValue? {
      guard self != Attention() else { return nil }
      var object = JSONObject()
      if let layers { object["layers"] = JSONValue(layers) }
      if !windows.isEmpty { object["windows"] = .array(windows.map { $0.map { .integer($0) } ?? .null }) }
      if hasSinks { object["sinks"] = true }
      if let scoreCap { object["score_cap"] = JSONValue(scoreCap) }
      if addsPositions { object["position_scores"] = true }
      return .object(object)
    }

    /// Reads the JSON form.
    init(json: JSONValue) throws(JSONReadingError) {
      let reader = try JSONReader(json)
      self.init(
        layers: try reader.optionalInts("layers"),
        windows: try reader.elements("windows", "a number of tokens above 0, or null") { window -> Int?? in
          window == .null ? .some(nil) : window.int.flatMap { $0 > 0 ? .some($0) : nil }
        },
        hasSinks: try reader.flag("sinks"),
        scoreCap: try reader.optional("score_cap", "a number above 0") { cap in
          cap.double.flatMap { $0 > 0 && $0.isFinite ? Float($0) : nil }
        },
        addsPositions: try reader.flag("position_scores"))
    }
  }
}

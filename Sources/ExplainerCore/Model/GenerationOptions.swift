public import JSON

/// How to continue a text.
public struct GenerationOptions: Sendable, Hashable {
  /// Tokens to add at most; generation stops early after an end-of-text token.
  public var maximumNewTokens: Int
  /// Whether to draw at random; false takes the most probable token (ties: the lower id).
  public var samples: Bool
  /// Divides the logits before sampling; above 0.
  public var temperature: Double
  /// Samples among this many most probable tokens; 0 means all.
  public var topK: Int
  /// Samples among the most probable tokens that together reach this probability; in (0, 1], 1 means all.
  public var topP: Double
  /// Seed of the random stream; equal seeds give equal samples.
  public var seed: Int
  /// How many texts are carried along side by side (beam search); 1 and nil take the best token at each step, 1 because
  /// that is asked for.
  public var beams: Int?

  /// Greedy generation of `maximumNewTokens` unless told otherwise.
  public init(
    maximumNewTokens: Int, samples: Bool = false, temperature: Double = 1, topK: Int = 0, topP: Double = 1,
    seed: Int = 0, beams: Int? = nil
  ) {
    self.maximumNewTokens = maximumNewTokens
    self.samples = samples
    self.temperature = temperature
    self.topK = topK
    self.topP = topP
    self.seed = seed
    self.beams = beams
  }
}

extension GenerationOptions {
  /// The JSON form, as it crosses the plugin boundary.
  public var json: JSONValue {
    var object: JSONObject = [
      "maximum_new_tokens": .integer(maximumNewTokens), "do_sample": .bool(samples),
      "temperature": .number(temperature), "top_k": .integer(topK), "top_p": .number(topP),
      "seed": .integer(seed),
    ]
    if let beams { object["beams"] = .integer(beams) }
    return .object(object)
  }

  /// Reads the JSON form; what is missing gets its default, the number of tokens has none.
  public init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json, nullIsAbsent: true)
    self.init(
      maximumNewTokens: try reader.int("maximum_new_tokens"), samples: try reader.flag("do_sample"),
      temperature: try reader.optionalNumber("temperature") ?? 1, topK: try reader.optionalInt("top_k") ?? 0,
      topP: try reader.optionalNumber("top_p") ?? 1, seed: try reader.optionalInt("seed") ?? 0,
      beams: try reader.optionalInt("beams"))
  }
}

import JSON

/// A strip of tokens, coloured by one of several weight series.
public struct TokensFigure: Sendable, Hashable {
  /// The tokens.
  public var tokens: [Label]
  /// What stands in the text before each token and is part of none (blanks, line ends); one per token.
  ///
  /// Given where tokens do not carry their own blanks: the strip is then set as running text.
  public var gaps: [String]?
  /// The series; none shows the bare text.
  public var series: [Series]
  /// How weights are coloured; where a series has kinds, a scale of magnitude that says how strong the hue is.
  public var scale: ColourScale
  /// How weights are printed.
  public var style: NumberStyle
  /// Index of the first token that was generated, if any.
  public var firstGenerated: Int?
  /// The names of the kinds, from kind 0 on, for the legend; a kind without a name is called by its number, from 1.
  public var kindNames: [String]

  /// One weight per token.
  public struct Series: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The weights, as many as tokens; nil leaves a token bare.
    public var weights: [Double?]
    /// What kind (factor, head) each token belongs to, from 0, as many as tokens: it gives the hue and the weight how
    /// strong it is; nil for a token leaves it bare, nil for all of them colours by weight alone.
    public var kinds: [Int?]?

    /// Creates a series.
    public init(name: String, weights: [Double?], kinds: [Int?]? = nil) {
      self.name = name
      self.weights = weights
      self.kinds = kinds
    }
  }

  /// Creates a strip.
  public init(
    tokens: [Label], gaps: [String]? = nil, series: [Series] = [], scale: ColourScale,
    style: NumberStyle = .decimal(2),
    firstGenerated: Int? = nil, kindNames: [String] = []
  ) {
    self.tokens = tokens
    self.gaps = gaps
    self.series = series
    self.scale = scale
    self.style = style
    self.firstGenerated = firstGenerated
    self.kindNames = kindNames
  }
}

extension TokensFigure {
  /// The members of the JSON form.
  var members: [(String, JSONValue)] {
    var members: [(String, JSONValue)] = [
      ("tokens", .array(tokens.map(\.json))), ("series", .array(series.map(\.json))), ("scale", scale.json),
      ("style", style.json),
    ]
    if let gaps { members.append(("gaps", JSONValue(gaps))) }
    if let firstGenerated { members.append(("first_generated", .integer(firstGenerated))) }
    if !kindNames.isEmpty { members.append(("kind_names", JSONValue(kindNames))) }
    return members
  }

  init(reader: JSONReader) throws(JSONReadingError) {
    self.init(
      tokens: try reader.labels("tokens"), gaps: reader["gaps"] == nil ? nil : try reader.strings("gaps"),
      series: try reader.elements("series", Series.init(json:)),
      scale: try reader.member("scale", ColourScale.init(json:)),
      style: try reader.member("style", NumberStyle.init(json:)),
      firstGenerated: try reader.optionalInt("first_generated"), kindNames: try reader.strings("kind_names"))
  }
}

extension TokensFigure.Series {
  /// The JSON form: `name`, `weights` and, where there are any, `kinds`.
  fileprivate var json: JSONValue {
    var object: JSONObject = [
      "name": .string(name), "weights": .array(weights.map { JSONValue(figureNumber: $0) }),
    ]
    if let kinds { object["kinds"] = JSONValue(kinds: kinds) }
    return .object(object)
  }

  fileprivate init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(figure: json)
    self.init(
      name: try reader.string("name"), weights: try reader.numbers("weights"),
      kinds: try reader.kinds("kinds"))
  }
}

public import JSON

/// What an entry point is asked, as it crosses the plugin boundary.
public struct ExplanationRequest: Sendable, Hashable {
  /// The texts.
  public var texts: [String]
  /// The parameters, checked and with defaults filled in.
  public var parameters: JSONObject
  /// Whether a text longer than the context may be cut.
  public var truncates: Bool

  /// Creates a request.
  public init(texts: [String], parameters: JSONObject, truncates: Bool) {
    self.texts = texts
    self.parameters = parameters
    self.truncates = truncates
  }

  package var json: JSONValue {
    ["texts": JSONValue(texts), "parameters": .object(parameters), "truncate": .bool(truncates)]
  }

  /// Reads the request that this same program wrote.
  package init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json)
    self.init(
      texts: try reader.strings("texts"), parameters: try reader.member("parameters", "an object", \.object),
      truncates: try reader.bool("truncate"))
  }
}

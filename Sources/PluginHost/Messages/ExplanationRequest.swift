package import Diagnostics
public import ExplainerCore
public import JSON

/// What an entry point is asked, as it crosses the plugin boundary.
public struct ExplanationRequest: Sendable, Hashable {
  /// The texts.
  public var texts: [String]
  /// The parameters, checked and with defaults filled in.
  public var parameters: JSONObject
  /// Whether a text longer than the context may be cut.
  public var truncates: Bool
  /// The files given to parameters of type `file`, by the parameter; they do not cross the boundary as the rest does.
  package var files: [LentFile] = []
  /// The conversations among the texts; what a plugin is told of them, the tokens say.
  public var chats: [ChatText] = []

  /// The longest text that is explained, in bytes: no model reads as much, and to cut it into tokens, of which all but
  /// the first would be left out, takes two hundred times as much memory.
  package static let longestText = 8 << 20

  /// Refuses texts that no model can read.
  ///
  /// - Throws: `badText`.
  package func checkLengths() throws(ExplainerError) {
    guard let text = texts.first(where: { $0.utf8.count > Self.longestText }) else { return }
    throw ExplainerError(
      .badText, "the text is longer than any model reads",
      expected: "at most \(ByteCount.text(Self.longestText))",
      found: ByteCount.text(text.utf8.count), remedy: "give its beginning, e.g. \"$(head -c 100000 FILE)\"")
  }

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

public import JSON

extension IndexList {
  /// The JSON form: whole numbers, and strings for ranges, `[0, "3-5", -1]`.
  public var json: JSONValue {
    .array(spans.map { $0.first == $0.last ? .integer($0.first) : .string($0.text) })
  }

  /// Reads the JSON form; one number or one string (`"0,3-5"`) may stand for the array.
  public init(json: JSONValue) throws(JSONReadingError) {
    guard let elements = json.array else {
      self.init(spans: try Self.spans(json))
      return
    }
    let spans = try elements.read(Self.spans)
    guard !spans.isEmpty else {
      throw JSONReadingError(json, expected: "at least one index", found: "an empty array")
    }
    self.init(spans: spans.flatMap { $0 })
  }

  private static func spans(_ json: JSONValue) throws(JSONReadingError) -> [Span] {
    if let index = json.int { return [Span(first: index, last: index)] }
    guard let text = json.string else {
      throw JSONReadingError(json, expected: "whole numbers, or strings such as \"3-5\"")
    }
    do { return try IndexList(text).spans } catch { throw JSONReadingError(error) }
  }
}

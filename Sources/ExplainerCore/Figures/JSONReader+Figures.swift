import JSON

extension JSONReader {
  /// A reader of a part of a figure; figures come from third parties, which may write null for what is not there.
  init(figure json: JSONValue) throws(JSONReadingError) { try self.init(json, nullIsAbsent: true) }

  /// An array of labels.
  func labels(_ key: String) throws(JSONReadingError) -> [Label] {
    try elements(key, required: true, Label.init(json:))
  }

  /// An array of finite numbers, with null for those that are missing.
  func numbers(_ key: String) throws(JSONReadingError) -> [Double?] { try member(key, Self.numbers) }

  /// Finite numbers, with null for those that are missing.
  static func numbers(_ json: JSONValue) throws(JSONReadingError) -> [Double?] {
    try list(json).read { element throws(JSONReadingError) in
      guard element.isNull || element.finite != nil else {
        throw .init(element, expected: "a finite number or null")
      }
      return element.finite
    }
  }

  /// An array of whole numbers, with null for those that are missing; nil where there is none.
  func kinds(_ key: String) throws(JSONReadingError) -> [Int?]? {
    guard self[key] != nil else { return nil }
    return try elements(key) { element throws(JSONReadingError) in
      guard element.isNull || element.int != nil else {
        throw .init(element, expected: "a whole number or null")
      }
      return element.int
    }
  }

  /// Each row of a table of what `read` reads.
  static func row<Element>(
    _ json: JSONValue, _ read: (JSONValue) throws(JSONReadingError) -> Element
  ) throws(JSONReadingError) -> [Element] { try list(json).read(read) }

  private static func list(_ json: JSONValue) throws(JSONReadingError) -> [JSONValue] {
    guard let elements = json.array else { throw JSONReadingError(json, expected: "an array") }
    return elements
  }
}

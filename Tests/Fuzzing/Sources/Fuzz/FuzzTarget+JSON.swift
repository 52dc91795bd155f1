@testable import JSON

extension FuzzTarget {
  /// JSON in both dialects: what is read is written and read back as the same.
  static let json = FuzzTarget("json") { bytes in
    for dialect in [JSONDialect.strict, .python] {
      guard let value = try? JSONValue(parsing: bytes, dialect: dialect) else { continue }
      for isPretty in [false, true] {
        let text = value.utf8(pretty: isPretty)
        guard let again = try? JSONValue(parsing: text, dialect: dialect) else { continue }
        promise(again.utf8(pretty: isPretty) == text, "JSON is written as it was read")
      }
      if case .object(let object) = value {
        for key in object.keys.prefix(8) {
          let error = JSONPointer([key, "0"]).error(in: bytes, message: "m")
          promise(error.line >= 1 && error.column >= 1, "errors lie in the text")
        }
      }
    }
  }
}

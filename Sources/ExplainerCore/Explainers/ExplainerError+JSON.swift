public import Diagnostics
public import JSON

extension ExplainerError {
  /// The JSON form, as it crosses the plugin boundary and the worker's pipe.
  public var json: JSONValue {
    var object = detailsJSON.object ?? [:]
    object["code"] = .integer(Int(code.rawValue))
    object["message"] = .string(message)
    return .object(object)
  }

  /// Everything but code and message: `place`, `expected`, `found`, `remedy`, where there are any.
  public var detailsJSON: JSONValue {
    var object = JSONObject()
    if !location.isEmpty { object["place"] = JSONValue(location) }
    if let expected { object["expected"] = .string(expected) }
    if let found { object["found"] = .string(found) }
    if let remedy { object["remedy"] = .string(remedy) }
    return .object(object)
  }

  /// Reads the JSON form; what is missing or of another type is left out.
  public init(json: JSONValue) {
    self.init(
      ErrorCode(
        rawValue: json["code"]?.int.flatMap(Int32.init(exactly:)) ?? ErrorCode.internalFault.rawValue),
      message: json["message"]?.string ?? "an unknown error", details: json)
  }

  /// An error from its code, message and `detailsJSON`.
  public init(_ code: ErrorCode, message: String, details: JSONValue) {
    self.init(
      code, message, at: details["place"]?.array?.compactMap(\.string) ?? [],
      expected: details["expected"]?.string, found: details["found"]?.string,
      remedy: details["remedy"]?.string)
  }
}

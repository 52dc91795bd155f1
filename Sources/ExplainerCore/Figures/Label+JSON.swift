public import Diagnostics
public import JSON

extension Label {
  /// The JSON form: a string for plain words, else `{"text": …}` or `{"token": …}` with a `note` where there is one.
  public var json: JSONValue {
    if !isToken && note.isEmpty { return .string(text) }
    var object: JSONObject = [isToken ? "token" : "text": .string(text)]
    if !note.isEmpty { object["note"] = .string(note) }
    return .object(object)
  }

  /// Reads the JSON form.
  ///
  /// - Throws: `badData`, naming the member that is wrong.
  public init(json: JSONValue) throws(ExplainerError) { try self.init(json: json, at: "label") }

  init(json: JSONValue, at place: String) throws(ExplainerError) {
    if let text = json.string {
      self.init(text)
      return
    }
    guard json.object != nil else { throw MemberReader.mismatch(place, "a string or an object", json) }
    let reader = try MemberReader(json, at: place)
    let isToken = reader.object["token"] != nil
    self.init(
      try reader.string(isToken ? "token" : "text"), isToken: isToken,
      note: try reader.string("note", default: ""))
  }
}

public import JSON

extension Edit {
  /// The JSON form: `{"site": "layers.5.attention.mixed", "heads": [3], "positions": [4], "set": 0}`.
  public var json: JSONValue {
    var object: JSONObject = ["site": .string(site)]
    object["texts"] = texts?.json
    object["heads"] = heads?.json
    object["positions"] = positions?.json
    object["dimensions"] = dimensions?.json
    object[change.name] = change.json
    if renormalises { object["renormalise"] = true }
    return .object(object)
  }

  /// Reads the JSON form.
  ///
  /// One of `set`, `add`, `scale`, `mean`, `remove` and `keep` has to be there. Values are a number, `{"tensor": "name"}`,
  /// `{"text": 1}` or `{"of": "another text"}`; that of `mean` is `"positions"` or `"texts"`.
  public init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json, "an edit", nullIsAbsent: true)
    try reader.refuseOthers(
      than: ["site", "texts", "heads", "positions", "dimensions"] + Self.operations + ["renormalise"])
    self.init(
      try reader.words("site"), texts: try reader.optional("texts", IndexList.init),
      positions: try reader.optional("positions", IndexList.init),
      heads: try reader.optional("heads", IndexList.init),
      dimensions: try reader.optional("dimensions", IndexList.init), try Self.change(reader),
      renormalises: try reader.flag("renormalise"))
    if let contradiction { throw JSONReadingError(contradiction) }
  }

  private static func change(_ reader: JSONReader) throws(JSONReadingError) -> Change {
    let given = operations.filter { reader[$0] != nil }
    guard let name = given.first, given.count == 1 else {
      throw JSONReadingError(
        given.isEmpty
          ? "the edit says nothing to do, expected one of \(operations.joined(separator: ", "))"
          : "an edit does one thing, found \(given.joined(separator: " and "))")
    }
    switch name {
    case "scale":
      return .scale(try reader.member(name, "a finite number") { $0.float })
    case "mean": return .mean(try reader.word(name))
    case "add": return .add(try reader.member(name, Value.init))
    case "remove": return .remove(try reader.member(name, Value.init))
    case "keep": return .keep(try reader.member(name, Value.init))
    default: return .set(try reader.member(name, Value.init))
    }
  }
}

extension Edit.Change {
  fileprivate var json: JSONValue {
    switch self {
    case .set(let value), .add(let value), .remove(let value), .keep(let value): value.json
    case .scale(let factor): JSONValue(factor)
    case .mean(let mean): .string(mean.rawValue)
    }
  }
}

extension Edit.Value {
  /// The JSON form.
  public var json: JSONValue {
    switch self {
    case .number(let number): JSONValue(number)
    case .tensor(let name): ["tensor": .string(name)]
    case .text(let index): ["text": .integer(index)]
    case .otherText(let text): ["of": .string(text)]
    }
  }

  /// Reads the JSON form.
  public init(json: JSONValue) throws(JSONReadingError) {
    let kinds = "a finite number, {\"tensor\": …}, {\"text\": …} or {\"of\": …}"
    guard json.object != nil else {
      guard let number = json.float else { throw JSONReadingError(json, expected: kinds) }
      self = .number(number)
      return
    }
    let reader = try JSONReader(json)
    try reader.refuseOthers(than: ["tensor", "text", "of"])
    guard reader.object.count == 1 else {
      throw JSONReadingError(json, expected: kinds, found: "an object with \(reader.object.count) members")
    }
    if reader["tensor"] != nil {
      self = .tensor(try reader.words("tensor"))
    } else if reader["text"] != nil {
      self = .text(
        try reader.member("text", "the number of a text, from 0") { json in
          json.int.flatMap { $0 < 0 ? nil : $0 }
        })
    } else {
      self = .otherText(try reader.string("of"))
    }
  }
}

extension JSONValue {
  /// The number where it is finite as 32 bits hold it, or nil.
  var float: Float? { double.map { Float($0) }.flatMap { $0.isFinite ? $0 : nil } }
}

public import JSON

extension Objective {
  /// The JSON form: an array of `{"site": "logits", "text": 0, "position": -1, "weights": {"318": 1, "389": -1}}`, one
  /// for terms of one site and place that follow each other, and of `{"token": " are", "weight": 1, "position": -1}`.
  ///
  /// In `weights` the keys are elements of the site: a column, or `HEAD,COLUMN` where there are heads.
  public var json: JSONValue {
    var groups: [JSONObject] = []
    var last: Term?
    for term in terms {
      if case .site(_, let index) = term.target {
        let key = index.map(String.init).joined(separator: ",")
        if let last, last.isBeside(term), var weights = groups.last?["weights"]?.object, weights[key] == nil {
          weights[key] = JSONValue(term.weight)
          groups[groups.count - 1]["weights"] = .object(weights)
        } else {
          groups.append(term.json(["weights": .object([key: JSONValue(term.weight)])]))
        }
      } else {
        groups.append(term.json(["weight": JSONValue(term.weight)]))
      }
      last = term
    }
    return .array(groups.map { .object($0) })
  }

  /// Reads the JSON form.
  ///
  /// Beside `token` a term without a site may have `id`, `class` (a label, or a number), or `"answer": "start"` or
  /// `"end"`. `weight` is 1 where it is left out.
  public init(json: JSONValue) throws(JSONReadingError) {
    guard let elements = json.array else { throw JSONReadingError(json, expected: "an array of terms") }
    guard !elements.isEmpty else {
      throw JSONReadingError(json, expected: "at least one term", found: "an empty array")
    }
    self.init(terms: try elements.read(Self.terms).flatMap { $0 })
  }

  private static func terms(_ json: JSONValue) throws(JSONReadingError) -> [Term] {
    let reader = try JSONReader(json, "a term", nullIsAbsent: true)
    let position = try reader.optionalInt("position")
    let text = try reader.optional("text", "the number of a text, from 0", \.natural)
    guard reader["site"] == nil else {
      try reader.refuseOthers(than: ["site", "text", "position", "weights"])
      let site = try reader.words("site")
      let weights = try reader.member("weights", "an object", \.object)
      guard !weights.isEmpty else { throw JSONReadingError("'weights' is empty", at: ["weights"]) }
      return try weights.members.map { key, value throws(JSONReadingError) in
        let index = key.split(separator: ",", omittingEmptySubsequences: false).map {
          Int($0.trimmed) ?? -1
        }
        guard index.allSatisfy({ $0 >= 0 }) else {
          throw JSONReadingError(
            "'\(key)' is no element of a site, expected a column from 0, or \"HEAD,COLUMN\"", at: ["weights"])
        }
        guard let weight = value.float else {
          throw JSONReadingError(value, expected: "a finite number").inside(["weights", key])
        }
        return Term(.site(name: site, index: index), weight: weight, position: position, text: text)
      }
    }
    try reader.refuseOthers(than: Target.members + ["weight", "position", "text"])
    let weight = try reader.optional("weight", "a finite number", \.float) ?? 1
    return [Term(try Target(reader), weight: weight, position: position, text: text)]
  }
}

extension Objective.Term {
  /// Whether both are elements of one site, at one place.
  fileprivate func isBeside(_ other: Objective.Term) -> Bool {
    guard case .site(let name, _) = target, case .site(name, _) = other.target else { return false }
    return position == other.position && text == other.text
  }

  fileprivate func json(_ weights: JSONObject) -> JSONObject {
    var object: JSONObject =
      switch target {
      case .token(let text): ["token": .string(text)]
      case .id(let id): ["id": .integer(id)]
      case .label(let label): ["class": .string(label)]
      case .start: ["answer": "start"]
      case .end: ["answer": "end"]
      case .site(let name, _): ["site": .string(name)]
      }
    object["text"] = text.map { .integer($0) }
    object["position"] = position.map { .integer($0) }
    for (key, value) in weights.members { object[key] = value }
    return object
  }
}

extension Objective.Target {
  fileprivate static let members = ["token", "id", "class", "answer"]

  fileprivate init(_ reader: JSONReader) throws(JSONReadingError) {
    let given = Self.members.filter { reader[$0] != nil }
    guard given.count == 1 else {
      throw JSONReadingError(
        given.isEmpty
          ? "the term names nothing, expected one of site, \(Self.members.joined(separator: ", "))"
          : "a term is one thing, found \(given.joined(separator: " and "))")
    }
    switch given[0] {
    case "token": self = .token(try reader.words("token"))
    case "id": self = .id(try reader.member("id", "a token's id, from 0", \.natural))
    case "class":
      self = .label(
        try reader.member("class", "a label or its number") { $0.string ?? $0.natural.map(String.init) })
    default:
      self = try reader.member("answer", #""start" or "end""#) { answer in
        answer.string == "start" ? .start : answer.string == "end" ? .end : nil
      }
    }
  }
}

extension JSONValue {
  /// The whole number where it is not negative, or nil.
  fileprivate var natural: Int? { int.flatMap { $0 < 0 ? nil : $0 } }
}

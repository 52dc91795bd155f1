public import Diagnostics
public import JSON

extension Explanation {
  /// The JSON form without tensors, as a plugin hands it to the host: `result`, `tokens`, `figures`, `checks`,
  /// and, where there are interactive views, `modules`.
  public var json: JSONValue {
    var object: JSONObject = [
      "result": .object(result), "tokens": .array(tokens.map(\.json)), "figures": .array(figures.map(\.json)),
      "checks": .array(checks.map(\.json)),
    ]
    if !modules.isEmpty { object["modules"] = .array(modules.map(\.json)) }
    return .object(object)
  }

  /// Reads the JSON form; every part of it may come from a third party.
  ///
  /// - Throws: `pluginFault` naming the member that is malformed.
  public init(json: JSONValue, tensors: [NamedTensor] = []) throws(ExplainerError) {
    func list(_ key: String) throws(ExplainerError) -> [JSONValue] {
      guard let member = json[key] else { return [] }
      if let elements = member.array { return elements }
      throw ExplainerError(
        .pluginFault, "'\(key)' of the explanation is \(member.kindName)", expected: "an array")
    }
    guard let result = json["result"]?.object else {
      throw ExplainerError(.pluginFault, "the explanation has no object 'result'")
    }
    func read<Part>(
      _ key: String, as kind: String, _ make: (JSONValue) -> Part?
    ) throws(ExplainerError) -> [Part] {
      var parts: [Part] = []
      for (place, element) in try list(key).enumerated() {
        guard let part = make(element) else {
          throw ExplainerError(.pluginFault, "'\(key)[\(place)]' of the explanation is not a \(kind)")
        }
        parts.append(part)
      }
      return parts
    }
    var figures: [Figure] = []
    for (place, element) in try list("figures").enumerated() {
      do { figures.append(try Figure(json: element)) } catch {
        throw ExplainerError(.pluginFault, error.message, at: ["figures[\(place)]"] + error.place)
      }
    }
    self.init(
      result: result, tokens: try read("tokens", as: "token", Token.init(json:)), figures: figures,
      checks: try read("checks", as: "check", Check.init(json:)), tensors: tensors,
      modules: try read("modules", as: "module of a view", ViewModule.init(json:)))
    try checkNumbers()
  }
}

extension Check {
  /// The JSON form.
  public var json: JSONValue {
    ["name": .string(name), "value": value, "passed": .bool(passed), "meaning": .string(meaning)]
  }

  /// Reads the JSON form; nil if it is not one.
  public init?(json: JSONValue) {
    guard let name = json["name"]?.string, let value = json["value"], let passed = json["passed"]?.bool else {
      return nil
    }
    self.init(name, value: value, passed: passed, meaning: json["meaning"]?.string ?? "")
  }
}

public import Diagnostics
public import JSON

extension Explanation {
  /// The JSON form without tensors, as a plugin hands it to the host: `result`, `tokens`, `figures`, `checks`.
  public var json: JSONValue {
    [
      "result": .object(result), "tokens": .array(tokens.map(\.json)), "figures": .array(figures.map(\.json)),
      "checks": .array(checks.map(\.json)),
    ]
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
    var tokens: [Token] = []
    for (place, element) in try list("tokens").enumerated() {
      guard let token = Token(json: element) else {
        throw ExplainerError(.pluginFault, "'tokens[\(place)]' of the explanation is not a token")
      }
      tokens.append(token)
    }
    var figures: [Figure] = []
    for (place, element) in try list("figures").enumerated() {
      do { figures.append(try Figure(json: element)) } catch {
        throw ExplainerError(.pluginFault, error.message, at: ["figures[\(place)]"] + error.place)
      }
    }
    var checks: [Check] = []
    for (place, element) in try list("checks").enumerated() {
      guard let check = Check(json: element) else {
        throw ExplainerError(.pluginFault, "'checks[\(place)]' of the explanation is not a check")
      }
      checks.append(check)
    }
    self.init(result: result, tokens: tokens, figures: figures, checks: checks, tensors: tensors)
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

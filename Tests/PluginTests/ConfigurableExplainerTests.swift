import Diagnostics
import ExplainerCore
import JSON
import Testing

/// An explainer with a parameter of every kind.
private struct Every: ConfigurableExplainer {
  var unit = "nats"
  var loud = false
  var count = 5
  var share = 0.5
  var layer: Int?
  var token: JSONValue?
  var words: [String] = []

  static let about = EntryPoint(name: "every", summary: "every kind", documentation: "", fits: [.causal])
  static let settings: [Setting<Self>] = [
    Setting("unit", \.unit, oneOf: ["nats", "bits"], "unit"),
    Setting("loud", \.loud, "loud"),
    Setting("count", \.count, in: 1...9, "count"),
    Setting("share", \.share, in: ...1, "share"),
    Setting("layer", \.layer, in: 0..., absence: "all", "layer"),
    Setting(token: "token", \.token, absence: "the best", "token"),
    Setting(list: "words", \.words, absence: "none", "words"),
  ]

  func explain(_ call: ExplainerCall) throws -> Explanation {
    Explanation(result: [
      "unit": .string(unit), "loud": .bool(loud), "count": .integer(count), "share": .number(share),
      "layer": JSONValue.integer(layer ?? -1), "token": token ?? "none", "words": JSONValue(words),
    ])
  }
}

@Suite struct ConfigurableExplainerTests {
  /// Parameters come from the properties: names, types, defaults and ranges.
  @Test func parameters() throws {
    let parameters = Every().entryPoint.parameters
    #expect(parameters.map(\.name) == ["unit", "loud", "count", "share", "layer", "token", "words"])
    #expect(parameters.map(\.type) == [.string, .boolean, .integer, .number, .integer, .token, .string])
    #expect(parameters.map(\.defaultValue) == ["nats", false, 5, 0.5, nil, nil, nil])
    #expect(parameters[2].legalValues == "a whole number from 1 to 9")
    #expect(parameters[3].legalValues == "a number, 1 or less")
    #expect(parameters[6].isList)
    for parameter in parameters { #expect(try Parameter(json: parameter.json) == parameter) }
  }

  /// A call finds the properties set; those left out keep their defaults, and the explainer itself is unchanged.
  @Test func values() throws {
    let explainer = Every()
    let given: JSONObject = ["unit": "bits", "loud": true, "layer": 3, "token": " is", "words": ["a", "b"]]
    let values = try explainer.entryPoint.resolve(given)
    let result = try explainer.answer(
      ExplainerCall(texts: [], parameters: values, model: StubModel { _, _, _, _ in 0 })
    ).result
    #expect(
      result == [
        "unit": "bits", "loud": true, "count": 5, "share": 0.5, "layer": 3, "token": " is",
        "words": ["a", "b"],
      ])
    #expect(explainer.unit == "nats" && explainer.layer == nil)
  }

  /// What a range or a list of words forbids is refused before the explainer runs.
  @Test(arguments: [("count", JSONValue.integer(10)), ("unit", "bytes"), ("share", 1.5), ("layer", -1)])
  func refused(_ name: String, _ value: JSONValue) {
    #expect(throws: ExplainerError.self) { try Every().entryPoint.resolve([name: value]) }
  }
}

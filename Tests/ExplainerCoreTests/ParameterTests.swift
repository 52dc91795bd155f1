import Diagnostics
import ExplainerCore
import JSON
import Testing

@Suite struct ParameterTests {
  static let entryPoint = EntryPoint(
    name: "odd", aliases: ["strange"], summary: "is odd", documentation: "One line.\n\nAnother.",
    fits: [.causal, .masked],
    texts: 1...2,
    parameters: [
      Parameter("count", .integer, default: 3, minimum: 1, maximum: 9, summary: "how many"),
      Parameter("share", .number, absence: "all", minimum: 0, summary: "how much"),
      Parameter("flag", .boolean, default: false, summary: "whether"),
      Parameter("colour", .string, default: "red", choices: ["red", "blue"], summary: "which"),
      Parameter("watch", .token, isList: true, absence: "none", summary: "whom"),
    ])

  /// What is not given gets its default; without a default it stays away.
  @Test func defaults() throws {
    let parameters = try Self.entryPoint.resolve([:])
    #expect(parameters.values == ["count": 3, "flag": false, "colour": "red"])
    #expect(try parameters.optionalInt("share") == nil)
    #expect(try parameters.list("watch").isEmpty)
  }

  /// Legal values pass in their own type: whole numbers as numbers, one value as a list of one.
  @Test func legal() throws {
    let parameters = try Self.entryPoint.resolve(["count": 9.0, "share": 2, "flag": true, "watch": " is"])
    #expect(try parameters.int("count") == 9)
    #expect(try parameters.double("share") == 2)
    #expect(try parameters.bool("flag"))
    #expect(try parameters.list("watch") == [" is"])
    #expect(try Self.entryPoint.resolve(["watch": [318, " are"]]).list("watch") == [318, " are"])
  }

  /// Illegal values are answered with the legal ones.
  @Test(
    arguments: [
      (["count": 0], "a whole number from 1 to 9"), (["count": 10], "a whole number from 1 to 9"),
      (["count": 1.5], "a whole number from 1 to 9"), (["count": "many"], "a whole number from 1 to 9"),
      (["share": -0.5], "a number, 0 or more"), (["flag": 1], "true or false"),
      (["colour": "green"], "one of red, blue"),
      (["watch": [1.5]], "a token's text or id"), (["colour": [1]], "one of red, blue"),
    ] as [(JSONObject, String)])
  func illegal(_ given: JSONObject, _ expected: String) {
    do {
      _ = try Self.entryPoint.resolve(given)
      Issue.record("accepted \(given)")
    } catch {
      #expect(error.code == .badParameter)
      #expect(error.expected == expected)
    }
  }

  /// An unknown name is answered with the nearest known one.
  @Test func unknown() {
    #expect(
      throws: ExplainerError(.badParameter, "odd has no parameter 'cuont'", remedy: "did you mean 'count'?")
    ) {
      try Self.entryPoint.resolve(["cuont": 1])
    }
  }

  /// A descriptor reads back as it was written.
  @Test func roundTrip() throws {
    let descriptor = PluginDescriptor(
      explainer: "odd_explainer", name: "odd", version: "1.2.3", license: "MIT",
      requiredExtensions: ["explainer.gradient/1"], entryPoints: [Self.entryPoint])
    #expect(try PluginDescriptor(json: JSONValue(parsing: descriptor.json.utf8(pretty: true))) == descriptor)
  }

  /// A malformed descriptor says which member of what is wrong.
  @Test(arguments: [
    ("{}", "'plugin' is missing"), ("{\"plugin\": 3}", "'plugin' is a whole number"),
    ("{\"plugin\": \"p\"}", "has no 'entry_points'"),
    ("{\"plugin\": \"p\", \"entry_points\": [{}]}", "plugin 'p': 'name' is missing"),
    (
      "{\"plugin\": \"p\", \"entry_points\": [{\"name\": \"e\", \"summary\": \"s\", \"fits\": [\"magic\"]}]}",
      "entry point 'e': fits \"magic\""
    ),
    (
      "{\"plugin\": \"p\", \"entry_points\": [{\"name\": \"e\", \"summary\": \"s\", \"parameters\": [{\"name\": \"x\", \"type\": \"y\"}]}]}",
      "parameter 'x': has type 'y'"
    ),
    ("{\"plugin\": \"p\", \"entry_points\": [{\"name\": \"e\", \"texts\": [2, 1]}]}", "'texts' must be"),
  ])
  func malformed(_ text: String, _ expected: String) throws {
    let json = try JSONValue(parsing: text)
    do {
      _ = try PluginDescriptor(json: json)
      Issue.record("accepted \(text)")
    } catch { #expect(error.reason.contains(expected), "\(error.reason)") }
  }
}

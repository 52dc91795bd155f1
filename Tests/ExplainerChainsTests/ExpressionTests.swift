import JSON
import Testing

@testable import ExplainerChains

/// What expressions mean, and what is said of those that mean nothing.
@Suite struct ExpressionTests {
  private static let scope = Scope([
    "lens": [
      "result": [
        "layers": [
          ["layer": 0, "tokens": [["id": 7, "p": 0.25], ["id": 8, "p": 0.5]]],
          ["layer": 1, "tokens": [["id": 9, "p": 0.75], ["id": 8, "p": 0.125]]],
        ], "name": "x", "length": 3, "nothing": .null,
      ]
    ],
    "ranks": [[5, 2], [1, 9]], "index": 1, "text": "The keys", "ties": [5, 2, 5, 2, 3],
    "great": [1e300, 1e300], "halves": [0.5, 0.5], "beyond": [9e15, 1],
  ])

  private static func value(_ text: String) throws -> JSONValue {
    try ExpressionParser.parse(text).value(in: scope)
  }

  /// Members, indices from both ends, slices as in Python, wildcards, and steps that go on from each.
  @Test(
    arguments: [
      ("lens.result.name", "x"), ("lens['result']['name']", "x"), ("lens.result.layers[-1].layer", 1),
      ("lens.result.layers[-1].tokens[0:2].id", [9, 8]), ("lens.result.layers[*].tokens[0].id", [7, 9]),
      ("lens.result.layers[*].tokens[*].id", [[7, 8], [9, 8]]), ("lens.result.layers[0:9].layer", [0, 1]),
      ("lens.result.layers[5:].layer", []), ("lens.result.layers[:-1].layer", [0]),
      ("lens.result.layers.length", 2), ("lens.result.layers[*].length", 2), ("lens.result.length", 3),
      ("text.length", 8), ("ranks[index][0]", 1),
      ("lens[text == 'The keys' and 'result' in 'result' ].name ?? 1", 1),
      ("lens.result.layers[index - 1].layer", 0),
    ] as [(String, JSONValue)])
  func references(_ text: String, _ expected: JSONValue) throws { #expect(try Self.value(text) == expected) }

  /// Operators bind as in Python: `not` looser than comparisons, `and` tighter than `or`, `??` loosest.
  @Test(
    arguments: [
      ("1 + 2 - 4", -1), ("1.5 + 1", 2.5), ("'a' + 'b'", "ab"), ("-(1 + 1)", -2), ("1 == 1.0", true),
      ("not 1 == 2 and 2 > 1", true), ("true or false and false", true), ("2 in ranks[0]", true),
      ("'key' in text", true), ("index >= 1 and index < 2", true), ("lens.result.missing ?? 4", 4),
      ("lens.result.nothing ?? 'none'", "none"), ("'b' > 'a'", true), ("1 != 2", true),
      ("not not true", true),
      ("1e3 + 0", 1000.0),
    ] as [(String, JSONValue)])
  func operators(_ text: String, _ expected: JSONValue) throws { #expect(try Self.value(text) == expected) }

  /// `??` has another value for a step that its `if` left out, and for what needs one; not for one that failed.
  @Test func leftOut() throws {
    var scope = Self.scope
    scope["skipped"] = .missing(.init(step: "skipped", reason: "was left out", isFailure: false))
    scope["failed"] = .missing(.init(step: "failed", reason: "failed", isFailure: true))
    func value(_ text: String) throws -> JSONValue { try ExpressionParser.parse(text).value(in: scope) }
    #expect(try value("skipped.result.x ?? 'none'") == "none")
    #expect(try value("length(skipped.result.x) ?? skipped[0] ?? 3") == 3)
    #expect(try value("text ?? failed.result.x") == "The keys")
    for text in ["skipped.result.x", "failed.result.x ?? 1", "(skipped.x ?? failed.x) ?? 1"] {
      let error = #expect(throws: ExpressionError.self) { try value(text) }
      #expect(error?.missing?.step == (text.hasPrefix("skipped.r") ? "skipped" : "failed"), "\(text)")
    }
  }

  /// Functions of lists; whole numbers stay whole where they can, and of equal numbers the first counts.
  @Test(
    arguments: [
      ("length(ranks)", 2), ("max(ranks[0])", 5), ("min(ranks[*][0])", 1), ("mean(ranks[0])", 3.5),
      ("sum(ranks[0])", 7), ("argmax(ranks[0])", 0), ("argmin(ranks[*][0])", 1),
      ("sum(lens.result.layers[9:])", 0), ("argmax(ties)", 0), ("argmin(ties)", 1), ("sum(great)", 2e300),
      ("sum(halves)", 1.0), ("sum(beyond)", .number(9e15 + 1)), ("mean(ties)", 3.4),
      ("ties[1:-1]", [2, 5, 2]),
      ("ties[-3:-1]", [5, 2]), ("ties[-9:2]", [5, 2]), ("ties[3:1]", []),
    ] as [(String, JSONValue)])
  func functions(_ text: String, _ expected: JSONValue) throws { #expect(try Self.value(text) == expected) }

  /// What has no value says where on the way it ends, and what is there instead.
  @Test(arguments: [
    ("lens.reslt", "lens has no member 'reslt'", "did you mean 'result'?"),
    (
      "lens.result.layers.layer", "lens.result.layers is an array, which has no member 'layer'",
      "take an element"
    ),
    ("lens.result.layers[2]", "lens.result.layers has 2 elements, none is [2]", ""),
    ("lens.result.name[0]", "lens.result.name is a string, not a list", ""),
    ("other.x", "there is no 'other' here", ""), ("1 + 'a'", "'+' takes numbers, found a string", ""),
    ("max(ranks)", "max() takes numbers, found an array", ""),
    ("mean(lens.result.layers[9:])", "mean() of an empty list", ""),
    ("ranks[true]", "a truth value in brackets, expected a whole number or a text", ""),
    ("1 and true", "is a whole number, expected true or false", "compare it"),
  ])
  func noValue(_ text: String, _ message: String, _ remedy: String) throws {
    let expression = try ExpressionParser.parse(text)
    let error = #expect(throws: ExpressionError.self) { try expression.value(in: Self.scope) }
    #expect(error?.message == message)
    #expect(error?.remedy?.hasPrefix(remedy) ?? remedy.isEmpty, "\(error?.remedy ?? "")")
  }

  /// What cannot be read says what was expected and what was found, and never traps.
  @Test(arguments: [
    ("", "expected a value, found the end"), ("a.", "expected a name behind the point, found the end"),
    ("a[", "expected a value, found the end"), ("a b", "expected the end, found 'b'"),
    ("maxx(a)", "there is no function 'maxx'"), ("'abc", "a text in quotes does not end"),
    ("a # b", "'#' means nothing in an expression"), ("(a", "expected ')', found the end"),
    ("1 < 2 < 3", "expected the end, found '<'"), ("a[0:1:2]", "expected ']', found ':'"),
    (String(repeating: "(", count: 1500), "nested more than 64 deep"),
    ("1e999", "'1e999' is too large a number"), ("a[1.5]", "'1.5' is not a whole number"),
    (String(repeating: "1 + ", count: 100_000) + "1", "the expression has more than 2000 words and signs"),
    ("a" + String(repeating: ".a", count: 100_000), "the expression has more than 2000 words and signs"),
    (String(repeating: "not ", count: 100_000) + "a", "the expression has more than 2000 words and signs"),
  ])
  func unreadable(_ text: String, _ message: String) {
    do {
      let value = try ExpressionParser.parse(text)
      Issue.record("was read as \(value)")
    } catch { #expect(error.message.hasPrefix(message), "\(error.message)") }
  }

  /// As long as an expression may be it is read, evaluated and forgotten on the stack there is.
  @Test func longest() throws {
    let sum = try ExpressionParser.parse(String(repeating: "1 + ", count: 998) + "1")
    #expect(try sum.value(in: Scope()) == 999)
    let or = try ExpressionParser.parse(String(repeating: "index == 2 or ", count: 498) + "index == 1")
    #expect(try or.value(in: Self.scope) == true)
    #expect(or.references.count == 499)
  }

  /// Texts do not grow without end by what is put together of them.
  @Test func longTexts() throws {
    let scope = Scope(["text": .string(String(repeating: "a", count: 40 << 20))])
    let sum = try ExpressionParser.parse("text + text")
    let error = #expect(throws: ExpressionError.self) { try sum.value(in: scope) }
    #expect(error?.message == "gives a text of more than 64 MiB")
    let template = try Template("${text}, ${text}")
    #expect(throws: ExpressionError.self) { try template.text(in: scope) }
  }

  /// Rubbish made of the words of the language is refused or read, whatever it is.
  @Test func rubbish() {
    let words = [
      "a", ".", "[", "]", "(", ")", "1", "-", "+", "not", "and", "'x'", "*", ":", "??", "in", "==", " ",
    ]
    var state: UInt64 = 7
    var read = 0
    for _ in 0..<4000 {
      var text = ""
      for _ in 0..<8 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += words[Int(state >> 33) % words.count]
      }
      if let expression = try? ExpressionParser.parse(text) {
        read += 1
        _ = try? expression.value(in: Scope(["a": [1, [2]]]))
      }
    }
    #expect(read > 0)
  }
}

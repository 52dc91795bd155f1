import Diagnostics
import ExplainerCore
import JSON
import Testing

@Suite struct ObjectiveTests {
  typealias Term = Objective.Term

  /// What a command line says, and the sum meant; written back it is the same, and so in JSON.
  @Test(arguments: [
    (#"" are" - " is""#, [Term(.token(" are")), Term(.token(" is"), weight: -1)]),
    (#"-" is""#, [Term(.token(" is"), weight: -1)]),
    (#"2*"a" + 0.5*#318@-1"#, [Term(.token("a"), weight: 2), Term(.id(318), weight: 0.5, position: -1)]),
    ("class:POSITIVE - class:1", [Term(.label("POSITIVE")), Term(.label("1"), weight: -1)]),
    (#"class:"very good" + class:B-PER@3"#, [Term(.label("very good")), Term(.label("B-PER"), position: 3)]),
    ("start@3 + end@5", [Term(.start, position: 3), Term(.end, position: 5)]),
    (#""a\"b\\\n"@2@text:1"#, [Term(.token("a\"b\\\n"), position: 2, text: 1)]),
    (
      "logits[318]@-1 - logits[389]@-1 + 1e-05*layers.3.attention.mixed[2,17]",
      [
        Term(.site(name: "logits", index: [318]), position: -1),
        Term(.site(name: "logits", index: [389]), weight: -1, position: -1),
        Term(.site(name: "layers.3.attention.mixed", index: [2, 17]), weight: 1e-5),
      ]
    ),
    (
      "logits[1] + logits[1]",
      [Term(.site(name: "logits", index: [1])), Term(.site(name: "logits", index: [1]))]
    ),
    (#"0*"a" - 0*"a""#, [Term(.token("a"), weight: 0), Term(.token("a"), weight: -0.0)]),
    (#"class:"a@b""#, [Term(.label("a@b"))]),
  ])
  func forms(_ text: String, _ terms: [Term]) throws {
    let objective = try Objective(text)
    #expect(objective.terms == terms)
    #expect(objective.text == text)
    #expect(try Objective(objective.text) == objective)
    #expect(try Objective(json: JSONValue(parsing: objective.json.text())) == objective)
  }

  /// Blanks are free where nothing depends on them.
  @Test(arguments: [
    (#"  + "a"-"b"  "#, #""a" - "b""#), ("2 * #1+#2", "2*#1 + #2"),
    ("start@text:0@1-end", "start@1@text:0 - end"),
    ("logits[ 1 , 2 ]", "logits[1,2]"), (".5*#1", "0.5*#1"), (#""A""#, #""A""#), ("1*#1", "#1"),
  ])
  func lenient(_ text: String, _ canonical: String) throws {
    #expect(try Objective(text).text == canonical)
  }

  private static let kinds = #"a "token" in quotes, #ID, class:LABEL, start, end or SITE[INDEX]"#

  /// What is wrong is quoted, with what was expected.
  @Test(arguments: [
    ("", "this is no term; expected \(kinds), found the end"),
    (#""a" -"#, "this is no term; expected \(kinds), found the end"),
    (#""a" "b""#, #"something else follows a term; expected +, - or the end, found '"b"'"#),
    ("are - is", #"this is no term; expected \#(kinds), found 'are - is'; tokens stand in quotes: "are""#),
    ("strat", "this is no term; expected \(kinds), found 'strat'; did you mean 'start'?"),
    ("2 + #1", "a number alone is no term; expected 'NUMBER*' and what it multiplies, found '2 + #1'"),
    ("#x", "this is no token's id; expected # and a whole number from 0, found '#x'"), ("#-1", nil),
    ("class:", "a class has no name; expected class: and a label or its number, found 'class:'"),
    (#""""#, nil), (#""open"#, #"a text in quotes does not end; expected a closing ", found "open"#),
    ("start@", "this is no place; expected a position, or text:N, found the end"), ("start@1@2", nil),
    ("start@text:-1", "this is no place; expected the number of a text, from 0, found '-1'"),
    ("logits[", nil), ("logits[]", nil), ("logits[1", nil),
    (
      "logits[-1]",
      "this is no element of a site; expected SITE[INDEX] or SITE[HEAD,INDEX], found 'logits[-1]'"
    ),
    ("[1]", nil), ("nan*#1", nil), ("1e39*#1", nil), ("--#1", nil), (#""a"@1.5"#, nil), ("*#1", nil),
  ])
  func malformed(_ text: String, _ message: String?) {
    let error = #expect(throws: ExplainerError.self) { try Objective(text) }
    #expect(error?.code == .badParameter)
    guard let message, let error else { return }
    let shown = error.description.split(separator: "\n  ").joined(separator: "; ")
    #expect(shown.lowercased() == "objective: \(message)".lowercased())
  }

  /// The JSON of the boundary: elements of one site and place stand together.
  @Test func json() throws {
    let json = #"[{"site":"logits","text":0,"position":-1,"weights":{"318":1.0,"389":-1.0}}]"#
    let objective = try Objective(json: JSONValue(parsing: json))
    #expect(
      objective.terms
        == [(318, 1), (389, -1)].map {
          Term(.site(name: "logits", index: [$0]), weight: $1, position: -1, text: 0)
        })
    #expect(objective.json.text() == json)
    #expect(
      try Objective(json: JSONValue(parsing: #"[{"token": " are"}, {"class": 1, "weight": -1}]"#)).text
        == #"" are" - class:1"#)
  }

  /// JSON that is no objective says where and why.
  @Test(arguments: [
    ("{}", "found an object, expected an array of terms"),
    ("[]", "found an empty array, expected at least one term"),
    ("[1]", nil), ("[{}]", "the term names nothing, expected one of site, token, id, class, answer"),
    (#"[{"token": "a", "id": 1}]"#, "a term is one thing, found token and id"),
    (#"[{"tokn": "a"}]"#, "there is no member 'tokn' here; did you mean 'token'?"),
    (#"[{"site": "a", "weight": 1}]"#, "there is no member 'weight' here; did you mean 'weights'?"),
    (#"[{"site": "a"}]"#, "'weights' is missing"), (#"[{"site": "a", "weights": {}}]"#, "'weights' is empty"),
    (#"[{"site": "a", "weights": {"x": 1}}]"#, nil), (#"[{"site": "a", "weights": {"-1": 1}}]"#, nil),
    (#"[{"site": "a", "weights": {"1": "2"}}]"#, "found a string, expected a finite number"),
    (#"[{"id": -1}]"#, "'id' is a whole number, expected a token's id, from 0"), (#"[{"answer": "x"}]"#, nil),
    (#"[{"id": 1, "weight": 1e39}]"#, nil), (#"[{"id": 1, "text": -1}]"#, nil), (#"[{"token": ""}]"#, nil),
  ])
  func malformedJSON(_ json: String, _ reason: String?) throws {
    let value = try JSONValue(parsing: json)
    let error = #expect(throws: JSONReadingError.self) { try Objective(json: value) }
    if let reason { #expect(error?.reason == reason) }
  }
}

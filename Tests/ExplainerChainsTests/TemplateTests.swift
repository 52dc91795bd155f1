import JSON
import Testing

@testable import ExplainerChains

/// Texts with expressions in them.
@Suite struct TemplateTests {
  private let scope = Scope(["n": 3, "list": [1, 2], "word": "a}b", "item": ["verb": " is"]])

  /// An expression alone keeps its kind; among text it becomes text; `$${` is `${`.
  @Test(
    arguments: [
      ("${n}", 3), ("n = ${n}", "n = 3"), ("${list}", [1, 2]), ("${list}${n}", "[1,2]3"), ("plain", "plain"),
      ("$${n} $5 $", "${n} $5 $"), ("${item.verb}", " is"), ("${word == 'a}b'}", true), ("${ n + 1 }", 4),
    ] as [(String, JSONValue)])
  func values(_ text: String, _ expected: JSONValue) throws {
    #expect(try Template(text).value(in: scope) == expected)
  }

  /// An expression that does not end is refused.
  @Test(arguments: ["${n", "a ${'}'", "${}"]) func unreadable(_ text: String) {
    #expect(throws: ExpressionError.self) { try Template(text) }
  }

  /// In a list a reference to several values stands for each of them; elsewhere it is a list.
  @Test func lists() throws {
    let several = ValueTemplate.list([
      .template(try Template("${list}"), path: []), .constant(7), .template(try Template("${n}"), path: []),
    ])
    #expect(try several.value(in: scope) == [1, 2, 7, 3])
  }

  /// `if:` may wrap its values: `${n} == 3 and ${list} == ${list}`.
  @Test func unwrapped() throws {
    let text = try Template.unwrapped("${n} == 3 and ${item.verb} == ' is'")
    #expect(try ExpressionParser.parse(text).value(in: scope) == true)
  }

  /// What is filled into a path gives no folder, no hidden file and no way out.
  @Test(arguments: [
    ("lens/${n}.html", "lens/3.html"), ("${evil}.html", "_.._etc_passwd.html"),
    ("${hidden}.svg", "bashrc.svg"),
    ("${model}.json", "facebook_bart.json"), ("${empty}.txt", "_.txt"), ("${letters}.txt", "Größe_日本.txt"),
  ])
  func paths(_ text: String, _ expected: String) throws {
    let scope = Scope([
      "n": 3, "evil": "/../etc/passwd", "hidden": ".bashrc", "model": "facebook/bart", "empty": "",
      "letters": "Größe 日本",
    ])
    #expect(try OutputPath.relative(Template(text), in: scope) == expected)
  }

  /// What the script itself says must stay below the folder of the outputs.
  @Test(arguments: [
    "/etc/x.html", "../x.html", "a/../../x.html", "a//b.html", String(repeating: "n", count: 300),
  ])
  func pathsOut(_ text: String) {
    #expect(throws: ExpressionError.self) { try OutputPath.relative(Template(text), in: scope) }
  }
}

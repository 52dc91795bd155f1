import ExplainerCore
import Testing

/// Scripts and style sheets go into pages without what only their readers need, and are otherwise as they were.
@Suite struct PageSourceTests {
  @Test(arguments: [
    ("a;\n  b;\n\n", "a;\nb;\n"),
    ("// of one line\na; // stays", "a; // stays\n"),
    ("/** of one line */\na;", "a;\n"),
    ("/**\n * of several: a */ b\n */\na;", "a;\n"),
    ("  /*\n  a;\n  b; */\nc;", "c;\n"),
    (
      "const a = /** @type {B | null} */ (b), c = /** @type {{d: number}} */ (d);",
      "const a = (b), c = (d);\n"
    ),
    ("  /** @type {B} */ b;", "b;\n"),
    ("  /** @type {B} */\n  this.b = 1 / 2 / 3;", "this.b = 1 / 2 / 3;\n"),
    ("a.replace(/_.*/, \"\"); /* stays */", "a.replace(/_.*/, \"\"); /* stays */\n"),
    ("/** @type {B", ""),
    ("`\n</svg>\n`;", "`\n</svg>\n`;\n"),
    (".a { b: c }\n/* colours */\n.d { e: f }", ".a { b: c }\n.d { e: f }\n"),
    ("", ""),
  ]) func text(file: String, expected: String) {
    #expect(PageSource.text(of: [Array(file.utf8)]) == expected)
  }

  /// Files stand one behind the other, whatever they end with; a comment that never ends concerns its own file only.
  @Test func files() {
    let files = ["a;", "b;\n", "/* c", "d;"].map { Array($0.utf8) }
    #expect(PageSource.text(of: files) == "a;\nb;\nd;\n")
    let module = ViewModule(name: "n", scripts: files, styles: [Array(" .a {}\n".utf8)])
    #expect(module == ViewModule(name: "n", script: "a;\nb;\nd;\n", style: ".a {}\n"))
  }
}

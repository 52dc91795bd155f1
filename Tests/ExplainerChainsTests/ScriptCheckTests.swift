import Diagnostics
import ExplainerCore
import ExplainerHost
import ExplainerTestSupport
import Glibc
import JSON
import Testing
@testable import ExplainerChains
@testable import PluginRegistry

/// A script is checked as a whole before anything runs: every fault has its place and a way out.
@Suite struct ScriptCheckTests {
  private static let installation = Installation(executable: BuildProducts.executable, environment: [:])

  /// What is wrong with a script, as its author reads it.
  private static func problems(
    _ text: String, name: String = "s.yaml", folder: String = ".", output: String = "/tmp/out",
    installation: Installation = Self.installation
  ) throws -> [String] {
    do throws(ExplainerError) {
      let source = try ScriptSource(
        bytes: Array(text.utf8), name: name, folder: folder, isJSON: name.hasSuffix(".json"),
        reader: installation.yamlReader)
      let catalog = ModelCatalog(installation)
      let registry = try Registry(installation)
      do throws(ScriptErrors) {
        _ = try ChainPlan(source, registry: registry, outputFolder: output) {
          name throws(ExplainerError) in
          PlannedModel(
            location: try catalog.locate(name), info: try Fixtures.loaded(catalog.locate(name)).info)
        }
        return []
      } catch { return error.errors.map(\.description) }
    } catch { return [error.description] }
  }

  private static let head = "model: demo-gpt2\ntexts: [a, b]\n"
  private static func step(_ lines: String) -> String { "\(head)steps:\n- run: predictions\n\(lines)\n" }

  /// A file of texts is a plain file: a pipe that nobody writes to would hold up the check, a device without end fill the memory.
  @Test(arguments: [true, false]) func plainFilesOfTexts(_ isPipe: Bool) throws {
    let folder = TemporaryFolder()
    if isPipe {
      #expect(mkfifo("\(folder.path)/t.txt", 0o600) == 0)
    } else {
      symlink("/dev/zero", "\(folder.path)/t.txt")
    }
    let problems = try Self.problems(
      "model: demo-gpt2\ntexts: {file: t.txt}\nsteps: [{run: predictions}]", folder: folder.path)
    #expect(problems.count == 1 && problems.first?.contains("t.txt: ") == true, "\(problems)")
  }

  /// Of very many faults the first are said; the others are not even looked for.
  @Test func manyFaults() throws {
    let members = (0..<30_000).map { "\"m\($0)\": 1" }.joined(separator: ", ")
    let problems = try Self.problems(
      "{\"model\": \"demo-gpt2\", \"text\": \"a\", \"steps\": [{\"run\": \"predictions\"}], \(members)}",
      name: "s.json")
    #expect(problems.count == ProblemLog.most && problems.first?.contains("has no 'm0'") == true)
  }

  /// A text's line is found without going through the script from its beginning: 40,000 take seconds together, not minutes,
  /// in either form; and it is the right one.
  @Test(.timeLimit(.minutes(10)), arguments: ["s.json", "s.yaml"]) func manyTexts(_ name: String) throws {
    let texts = (0..<40_000).map { "text \($0)" } + ["odd.txt"]
    let script: String
    if name == "s.json" {
      script =
        "{\"model\": \"demo-gpt2\", \"steps\": [{\"run\": \"predictions\"}], \"texts\": [\n"
        + texts.map { "  \"\($0)\"" }.joined(separator: ",\n") + "]}"
    } else {
      script =
        "model: demo-gpt2\nsteps: [{run: predictions}]\ntexts:\n" + texts.map { "- \($0)\n" }.joined()
    }
    let problems = try Self.problems(script, name: name)
    #expect(problems.count == 1)
    #expect(
      problems.first?.hasPrefix(name == "s.json" ? "s.json:40002:3: " : "s.yaml:40004:3: ") == true,
      "\(problems)")
  }

  /// What an expression must not be is said with the script's line.
  @Test(arguments: ["s.json", "s.yaml"]) func longExpressions(_ name: String) throws {
    let sum = String(repeating: "1 + ", count: 100_000) + "1"
    let script =
      name == "s.json"
      ? "{\"model\": \"demo-gpt2\", \"text\": \"a\", \"steps\": [\n{\"run\": \"predictions\", \"if\": \"\(sum)\"}]}"
      : "model: demo-gpt2\ntext: a\nsteps:\n- run: predictions\n  if: \(sum)\n"
    let problems = try Self.problems(script, name: name)
    #expect(problems.count == 1)
    #expect(
      problems.first?.hasPrefix(
        name == "s.json" ? "s.json:2:30: the expression" : "s.yaml:5:7: the expression")
        == true, "\(problems)")
  }

  /// Lists that no script has so many of are refused before anything is made of them.
  @Test(arguments: [
    ("steps", "there are 1001 steps"), ("models", "there are 1001 models"),
    ("points", "models, texts and matrix make too many points"),
  ]) func tooMany(_ what: String, _ message: String) throws {
    let step = "steps: [{run: predictions}]\n"
    let script =
      switch what {
      case "steps":
        Self.head + "steps:\n" + (0...1000).map { "- {run: predictions, id: s\($0)}\n" }.joined()
      case "models": "text: a\n\(step)models:\n" + (0...1000).map { "- m\($0)\n" }.joined()
      default:
        "model: demo-gpt2\n\(step)matrix: {a: [\((0..<400).map(String.init).joined(separator: ","))], b: ["
          + "\((0..<250).map(String.init).joined(separator: ","))]}\ntexts:\n"
          + (0...100).map { "- t\($0)\n" }.joined()
      }
    #expect(try Self.problems(script).contains { $0.contains(message) })
  }

  /// A script without faults has none.
  @Test func sound() throws {
    // What only looks like a file's name a little, or is said to be a text, is one.
    for text in ["text: {text: s.jsonl}", "text: Read a.txt", "text: The end.", "text: .txt", "text: e.g."] {
      #expect(try Self.problems("model: demo-gpt2\n\(text)\nsteps: [{run: predictions}]") == [], "\(text)")
    }
    #expect(try Self.problems(Self.step("  text: \"${'s.jsonl'}\"")) == [])
    #expect(try Self.problems(Self.step("  output: \"${index}.html\"")) == [])
    #expect(
      try Self.problems(
        #"{"model": "demo-gpt2", "text": "a", "steps": [{"run": "logit_lens"}]}"#, name: "s.json") == [])
    for expression in [
      "predictions.checks.last_layer_error.passed", "false in predictions.checks[*].passed",
      "predictions.checks.length == 2 and predictions.checks['x'].value < 1",
    ] {
      let script = Self.step("- id: r\n  run: rankings\n  if: \(expression)")
      #expect(try Self.problems(script) == [], "\(expression)")
    }
    // Anchors and merges, as people who write YAML expect them.
    #expect(
      try Self.problems(
        """
        model: demo-gpt2
        text: a
        x: &few {topk: 2}
        steps: [{run: predictions, with: {<<: *few, normed: true}}]
        """
      ).first?.contains("s.yaml:3:1: a script has no 'x'") == true)
  }

  private static func headed(_ lines: String) -> String { head + lines }
  private static func opened(_ count: Int, closed: Int) -> String {
    "a: " + String(repeating: "[", count: count) + String(repeating: "]", count: closed)
  }
  private static let wide = "[\((0..<100).map(String.init).joined(separator: ", "))]"
  private static let faults: [(String, String)] = [
    ("steps: []", "s.yaml:1:1: the script names no model"),
    ("model: demo-gpt2\nsteps: {}", "s.yaml:1:1: the script has no steps"),
    ("- a\n", "s.yaml:1:1: a script is an array"),
    ("model: demo-gpt3\ntext: a\nsteps: [{run: predictions}]", "s.yaml:1:8: there is no model 'demo-gpt3'"),
    (
      "model: demo-gpt2\ntexts: s.jsonl\nsteps: [{run: predictions}]",
      "s.yaml:2:8: 's.jsonl' is the name of a file, or a text?\n  A file's texts are {file: s.jsonl}"
    ),
    (
      "model: demo-gpt2\ntext: a.TXT\nsteps: [{run: predictions}]",
      "s.yaml:2:7: 'a.TXT' is the name of a file"
    ),
    (
      "model: demo-gpt2\ntexts: [a, b.txt]\nsteps: [{run: predictions}]",
      "s.yaml:2:12: 'b.txt' is the name of a file"
    ),
    (
      "model: demo-gpt2\ntext: Package.swift\nsteps: [{run: predictions}]",
      "s.yaml:2:7: 'Package.swift' is the"
    ),
    (
      step("  text: b.jsonl"),
      "s.yaml:5:9: 'b.jsonl' is the name of a file, or a text?\n  A file's texts belong"
    ),
    (headed("steps:\n- id: x"), "s.yaml:4:3: the step does not say what to run"),
    (headed("steps:\n- run: predicts"), "s.yaml:4:8: there is no entry point 'predicts'"),
    (
      headed("steps:\n- run: ./libx.so"),
      "s.yaml:4:8: './libx.so' is a library's path; scripts name entry points"
    ),
    (headed("steps:\n- run: /a/libx.so.1"), "s.yaml:4:8: '/a/libx.so.1' is a library's path"),
    (step("  wiht: {}"), "s.yaml:5:3: a step has no 'wiht'; did you mean 'with'?"),
    (step("  with: {topkk: 2}"), "s.yaml:5:10: predictions has no parameter 'topkk'; did you mean 'topk'?"),
    (step("  with: {topk: 0}"), "s.yaml:5:16: 'topk' cannot be 0; expected a whole number, 1 or more"),
    (step("  with: {topk: two}"), "s.yaml:5:16: 'topk' cannot be 'two'"),
    (
      step("  with: {topk: \"${later.x}\"}\n- id: later\n  run: rankings"),
      "s.yaml:5:16: step 'later' comes later; move it above"
    ),
    (
      step("  with: {topk: \"${predictions.x}\"}"), "s.yaml:5:16: step 'predictions' speaks of its own result"
    ),
    (
      step(
        "  with: {topk: \"${r.result.x}\"}\n- id: r\n  run: rankings\n  with: {generate: \"${predictions.result.x}\"}"
      ),
      "s.yaml:5:16: steps 'predictions' and 'r' each need the other's result"
    ),
    (step("  with: {topk: \"${wrong}\"}"), "s.yaml:5:16: there is no step 'wrong'"),
    (step("  with: {topk: \"${each}\"}"), "s.yaml:5:16: 'each' has a meaning only where there is an 'each:'"),
    (step("  with: {topk: \"${matrix.k}\"}"), "s.yaml:5:16: the matrix has no 'k'"),
    (step("  with: {topk: \"${item.k}\"}"), "s.yaml:5:16: the text at s.yaml:2:9 has no 'k'"),
    (step("  with: {topk: \"${1 +}\"}"), "s.yaml:5:16: expected a value, found the end"),
    (step("- id: predictions\n  run: rankings"), "s.yaml:5:3: two steps are called 'predictions'"),
    (step("- id: text\n  run: rankings"), "s.yaml:5:3: a step cannot be called 'text'"),
    (
      step("- id: r\n  run: rankings\n  if: predictions.reslt.x"),
      "s.yaml:7:7: step 'predictions' has no 'reslt'; did you mean 'result'?"
    ),
    (
      step("- id: r\n  run: rankings\n  if: predictions.checks.last_layer_error == 0"),
      "s.yaml:7:7: a check is more than its value\n  Say predictions.checks.last_layer_error.passed, or"
    ),
    (
      step("- id: r\n  run: rankings\n  if: predictions.checks['a b'].pased"),
      "s.yaml:7:7: a check has no 'pased'; did you mean 'passed'?"
    ),
    (
      step("  each: \"${texts}\"\n- id: r\n  run: rankings\n  if: predictions[0].checks[*]"),
      "s.yaml:8:7: a check is more than its value\n  Say predictions[0].checks[*].passed, or"
    ),
    (
      step("  each: \"${texts}\"\n- id: r\n  run: rankings\n  if: predictions.result"),
      "s.yaml:8:7: 'predictions' has a result for each element"
    ),
    (step("  output: x.html"), "s.yaml:5:11: 'x.html' would be written more than once"),
    (step("  output: \"${index}.pdf\""), "s.yaml:5:11: the output's name does not say its format"),
    (step("  output: \"${index}.csv\""), "s.yaml:5:11: a step cannot be written as csv"),
    (
      step("  output: \"${predictions.result.x}.html\""),
      "s.yaml:5:11: step 'predictions' speaks of its own result"
    ),
    (
      step("  output: \"../${index}.html\""),
      "s.yaml:5:11: '../0.html' leads out of the folder of the outputs"
    ),
    (
      step("  each: \"${texts}\"\n  output: \"${index}.html\""),
      "s.yaml:6:11: all elements of 'each' would be written to one file"
    ),
    (
      step("  output: \"${index}.html\"\n- id: r\n  run: rankings\n  output: \"${index}.html\""),
      "s.yaml:8:11: 'predictions' and 'r' both write '0.html'"
    ),
    (step("collect:\n- table: t\n  columns: {a: \"${no}\"}"), "s.yaml:7:16: there is no step 'no'"),
    (step("collect:\n- tabel: t"), "s.yaml:6:3: nothing says what is collected"),
    (
      step("on_error: explode"), "s.yaml:5:11: 'on_error' cannot be 'explode'; expected one of stop, continue"
    ),
    (
      step("matrix: {a: \(wide), b: \(wide), c: \(wide)}"),
      "s.yaml:5:9: the matrix has too many combinations; expected at most 100000"
    ),
    (step("matrix: {k: 3}"), "s.yaml:5:13: 'k' of the matrix is 3; expected a list of values"),
    (step("exclude: [{k: 3}]\nmatrix: {j: [1]}"), "s.yaml:5:12: what is excluded has no 'k'"),
    (
      "model: demo-bert\ntext: a\nsteps: [{run: predictions, text: [a, b]}]",
      "s.yaml:3:9: predictions reads texts; expected 1, found 2"
    ),
    (
      "model: demo-gpt2\ntexts: [[a, b]]\nsteps: [{run: predictions}]",
      "s.yaml:3:15: predictions reads texts; expected 1, found 2 at s.yaml:2:9"
    ),
    ("model: demo-gpt2\nsteps: [{run: predictions}]", "s.yaml:2:9: there is no text for predictions"),
    (
      "model: demo-gpt2\ntexts: {file: none.txt}\nsteps: [{run: predictions}]",
      "s.yaml:2:15: ./none.txt: no such file"
    ),
    ("a: [b\nc: d", "s.yaml:2:2: not valid YAML"),
    ("a: 1\na: 2", "not valid YAML: the key 'a' stands twice in one map"),
    ("a: &a [*a]", "s.yaml:1:8: not valid YAML: found undefined alias"),
    ("", "s.yaml:1:1: not valid YAML: the text is empty"),
    (opened(50000, closed: 0), "not valid YAML: nested more than 64 deep"),
    (
      opened(100, closed: 100),
      "not valid YAML: nested more than 64 deep"
    ),
  ]

  /// Each fault by itself: place, what is wrong, and what to do.
  @Test(arguments: faults)
  func fault(_ text: String, _ expected: String) throws {
    let problems = try Self.problems(text)
    #expect(problems.contains { $0.contains(expected) }, "\(problems)")
  }

  /// Aliases that grow without end are refused before they fill the memory.
  @Test func bomb() throws {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      text += "a\(level): &a\(level) [\((0..<10).map { _ in "*a\(level - 1)" }.joined(separator: ", "))]\n"
    }
    let problems = try Self.problems(text)
    #expect(problems.count == 1 && problems[0].contains("values, aliases written out"), "\(problems)")
  }

  /// Everything that is wrong is said at once, in the order of the script.
  @Test func allAtOnce() throws {
    let problems = try Self.problems(
      """
      model: demo-gpt2
      texts: [a]
      steps:
      - run: predictions
        with: {topk: 0, wrong: 1}
      - run: nothing
      on_error: maybe
      """)
    #expect(problems.count == 4)
    #expect(problems.map { $0.split(separator: ":")[1] } == ["5", "5", "6", "7"])
  }

  /// JSON has places too.
  @Test func json() throws {
    let text =
      "{\"model\": \"demo-gpt2\", \"text\": \"x\",\n \"steps\": [{\"run\": \"predictions\", \"with\": {\"topk\": 0}}]}"
    #expect(
      try Self.problems(text, name: "s.json").first?.hasPrefix("s.json:2:52: 'topk' cannot be 0") == true)
    #expect(try Self.problems("{", name: "s.json").first?.hasPrefix("s.json:1:2: not valid JSON") == true)
  }

  /// Files of texts: a line each, or a record; what is wrong in one has its line.
  @Test(arguments: [
    ("texts.txt", "good\nbad\u{0}\n", "", ""),
    ("texts.jsonl", "{\"text\": \"a\"}\n\n{\"txt\": 1}\n", "", "texts.jsonl:3: the record has no 'text'"),
    ("texts.jsonl", "{\"text\": \"a\"}\n{oops\n", "", "texts.jsonl:2:2: not valid JSON"),
    ("texts.jsonl", "[1]\n", "", "texts.jsonl:1: the line is an array"),
    ("texts.jsonl", "{\"q\": 5}\n", ", field: q", "texts.jsonl:1: 'q' is a whole number, expected a text"),
    ("texts.txt", "\n \n", "", "the file has no texts"),
  ])
  func textFiles(_ name: String, _ content: String, _ more: String, _ expected: String) throws {
    let folder = TemporaryFolder()
    folder.write(content, to: name)
    let problems = try Self.problems(
      "model: demo-gpt2\ntexts: {file: \(name)\(more)}\nsteps: [{run: predictions}]", folder: folder.path)
    #expect(expected.isEmpty ? problems.isEmpty : problems.contains { $0.contains(expected) }, "\(problems)")
  }

  /// A line that is not UTF-8 is refused with its number.
  @Test func notUTF8() throws {
    let folder = TemporaryFolder()
    let path = folder.write("", to: "texts.txt")
    FileBytes.write([0x61, 0x0A, 0xFF, 0x0A], to: path)
    let problems = try Self.problems(
      "model: demo-gpt2\ntexts: {file: texts.txt}\nsteps: [{run: predictions}]", folder: folder.path)
    #expect(problems == ["s.yaml:2:15: texts.txt:2: the line is not UTF-8"])
  }

  /// Points: all texts of a model, all combinations of a text; what is excluded is left out.
  @Test func points() throws {
    let source = try ScriptSource(
      bytes: Array(
        #"{"models": ["m", "n"], "texts": ["a", "b"], "matrix": {"k": [1, 2], "f": [true, false]}, "exclude": [{"k": 2, "f": false}], "steps": []}"#
          .utf8),
      name: "s.json", folder: ".", isJSON: true, reader: "")
    let points = ChainPoints(ChainScript(ProblemLog(source), models: []))
    #expect(points.count == 12)
    #expect(points[0].label == "m · k 1 · f true" && points[0].item.texts == ["a"])
    #expect(points.map(\.textIndex) == [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1])
    #expect(points[11].model == "n" && points[11].combination == ["k": 2, "f": true])
  }

  /// A file that a step gives to a parameter lies beside the script, is there before anything runs, wherever its name comes from, and
  /// nothing is written over it.
  @Test(
    arguments: [
      ("list.txt", "o${matrix.list}.json", nil),
      ("none.txt", "o${matrix.list}.json", "none.txt: 'list': no such file"),
      ("${matrix.list}", "o${matrix.list}.json", "gone.txt: 'list': no such file"),
      (".", "o${matrix.list}.json", "'list': is a directory"),
      ("list.txt", "list.txt", "'list.txt' is what the script reads; it cannot be written over"),
    ] as [(String, String, String?)])
  func givenFiles(_ file: String, _ output: String, _ expected: String?) throws {
    let folder = TemporaryFolder()
    folder.write("words", to: "list.txt")
    let registry = folder.write(
      """
      {"schema": "explainer/registry/1", "plugins": [
        {"library": "libodd.so", "explainer": "odd", "plugin": "odd", "version": "1.0.0", "license": "MIT", "entry_points": [
          {"name": "odd", "summary": "is odd", "parameters": [
            {"name": "list", "type": "file", "absence": "none", "summary": "which"}]}]}]}
      """, to: "registry.json")
    let problems = try Self.problems(
      """
      model: demo-gpt2
      text: a
      steps: [{run: odd, with: {list: "\(file)"}, output: "\(output)"}]
      matrix: {list: [list.txt, gone.txt]}
      """, folder: folder.path, output: folder.path,
      installation: Installation(
        executable: BuildProducts.executable, environment: ["EXPLAINER_REGISTRY": registry]))
    #expect(problems.isEmpty == (expected == nil), "\(problems)")
    if let expected {
      #expect(problems.contains { $0.hasPrefix("s.yaml:3:") && $0.contains(expected) }, "\(problems)")
    }
  }
}

import ExplainerTestSupport
import Foundation
import JSON
import Testing

/// `--chat`: conversations on the command line, through the model's own template.
@Suite struct ChatCommandTests {
  private let folder = TemporaryFolder("chat model")

  /// The demonstration model with a chat template.
  private func model() throws -> String {
    for name in try FileManager.default.contentsOfDirectory(atPath: Fixtures.demoModel) {
      try? FileManager.default.createSymbolicLink(
        atPath: "\(folder.path)/\(name)", withDestinationPath: "\(Fixtures.demoModel)/\(name)")
    }
    folder.write(
      "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}"
        + "{% if tools %}{{ tools|length }} tools{{ mood }}\n{% endif %}"
        + "{% if add_generation_prompt %}assistant:{% endif %}", to: "chat_template.jinja")
    return folder.path
  }

  private func tokens(_ arguments: [String], input: String = "") throws -> JSONValue {
    let run = try ProgramRun(["tokenize", "--json", "--model", model()] + arguments, input: input)
    #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run.errors)")
    return try JSONValue(parsing: run.output)
  }

  @Test func aTextIsWhatAUserSays() throws {
    let answer = try tokens(["--chat", "Why?", "--system", "Be brief."])
    #expect(answer["text"] == "system: Be brief.\nuser: Why?\nassistant:")
    let roles = (answer["roles"]?.array ?? []).compactMap(\.string)
    #expect(Set(roles) == ["system", "user", "template"] && roles.last == "template")
    #expect(try tokens(["--chat", "-", "--system", "Be brief."], input: "Why?\n") == answer)
  }

  @Test func messagesComeFromAFile() throws {
    let list = folder.write(
      #"[{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "As"}]"#, to: "list.json")
    #expect(try tokens(["--chat", "@\(list)"])["text"] == "user: Why?\nassistant: As")
    let object = folder.write(
      #"{"messages": [{"role": "user", "content": "a"}], "tools": [{}], "mood": "!", "add_generation_prompt": false}"#,
      to: "object.json")
    #expect(try tokens(["--chat", "@\(object)"])["text"] == "user: a\n1 tools!\n")
    let tools = folder.write("[{}, {}]", to: "tools.json")
    #expect(try tokens(["--chat", "a", "--tools", tools])["text"] == "user: a\n2 tools\nassistant:")
  }

  @Test(arguments: [
    (["--chat", "a", "--text", "b"], 64, "two ways"),
    (["--text", "b", "--system", "c"], 64, "goes with --chat"),
    (["--chat", "@none.json"], 66, "none.json"), (["--chat", "@FILE"], 65, "no role"),
    (["--chat", "a", "--tools", "FILE"], 65, "list of objects"),
  ])
  func whatCannotBeMeantIsRefused(arguments: [String], code: Int32, words: String) throws {
    let file = folder.write("[1]", to: "numbers.json")
    let run = try ProgramRun(
      ["tokenize", "--model", model()] + arguments.map { $0.replacingOccurrences(of: "FILE", with: file) })
    #expect(run.exitCode == code && run.errors.contains(words), "\(run.errors)")
  }

  @Test func aModelWithoutATemplateSaysWhatToDo() throws {
    let run = try ProgramRun(["tokenize", "--model", "demo-gpt2", "--chat", "a"])
    #expect(run.exitCode == 65 && run.errors.contains("no chat template") && run.errors.contains("--text"))
  }

  @Test func anExplanationKeepsItsConversation() throws {
    let model = try model()
    let first = try ProgramRun(
      ["run", "predictions", "--model", model, "--chat", "Why?", "--format", "json", "--quiet"])
    let document = try JSONValue(parsing: first.output)
    #expect(document["texts"]?[0] == "user: Why?\nassistant:")
    #expect((document["tokens"]?.array ?? []).contains { $0["role"] == "user" })
    let file = folder.write(first.output, to: "first.json")
    let second = try ProgramRun(["run", "predictions", "--from", file, "--format", "json", "--quiet"])
    let again = try JSONValue(parsing: second.output)
    #expect(again["tokens"] == document["tokens"] && again["chats"] == document["chats"])
  }

  @Test func conversationsAreContinuedAndTraced() throws {
    let model = try model()
    let text = "user: Why?\nassistant:"
    func continued(_ option: String, _ text: String) throws -> JSONValue? {
      let run = try ProgramRun(["continue", "--model", model, option, text, "--generate", "3", "--json"])
      #expect(run.exitCode == 0, "\(run.errors)")
      return try JSONValue(parsing: run.output)["ids"]
    }
    #expect(try continued("--chat", "Why?") == continued("--text", text))
    let files = ["--chat", "--text"].map { "\(folder.path)/trace\($0).npz" }
    for (option, file) in zip(["--chat", "--text"], files) {
      let run = try ProgramRun([
        "trace", "--model", model, option, option == "--chat" ? "Why?" : text, "--sites", "logits", "-o",
        file,
      ])
      #expect(run.exitCode == 0, "\(run.errors)")
    }
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: files[0])) == Data(contentsOf: URL(fileURLWithPath: files[1]))
    )
  }
}

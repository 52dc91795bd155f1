import ExplainerTestSupport
import Foundation
import JSON
import Testing

/// The session as another program talks to it.
@Suite struct SessionCommandTests {
  /// Lines in, lines out: empty lines mean nothing, a last line without an end counts, and the end of the input ends
  /// the session once everything is answered.
  @Test func conversation() throws {
    let requests = """
      {"id": 1, "method": "ping"}

      rubbish
      {"id": "two", "method": "run", "params": {"entry_point": "predictions", "model": "demo-gpt2", \
      "text": "The keys", "parameters": {"topk": 2}, "formats": ["terminal", "html"]}}
      {"id": 3, "method": "list_entry_points"}
      """
    let run = try ProgramRun(["session"], input: requests)
    #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run.errors)")
    let lines = try run.output.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
    #expect(lines.first?["session"] == "explainer/session/1")
    func answer(_ id: JSONValue) -> JSONValue? {
      lines.first { $0["id"] == id && $0["progress"] == nil && $0["log"] == nil }
    }
    #expect(answer(1)?["result"] == [:])
    #expect(answer(.null)?["error"]?["exit_code"] == 65)
    let result = try #require(answer("two")?["result"])
    #expect(result["document"]?["schema"] == "explainer/explanation/1.1")
    #expect(result["rendered"]?["terminal"]?.string?.contains("rank 1") == true)
    #expect(result["rendered"]?["html"]?.string?.hasPrefix("<!doctype html>") == true)
    #expect(answer(3)?["result"]?.array?.contains { $0["name"] == "rankings" } == true)
  }

  /// A line that is too long is passed over, and the next one answered.
  @Test func longLine() throws {
    let script = """
      { head -c 70000000 /dev/zero | tr '\\0' 'x'; printf '\\n{"id": 1, "method": "ping"}\\n'; } | "$0" session
      """
    let run = try ProgramRun(["-c", script, BuildProducts.executable], executable: "/bin/sh")
    let lines = run.output.split(separator: "\n")
    #expect(run.exitCode == 0)
    #expect(lines.count == 3)
    #expect(lines[1].contains("a line is longer than"))
    #expect(lines[2] == "{\"id\":1,\"result\":{}}")
  }
}

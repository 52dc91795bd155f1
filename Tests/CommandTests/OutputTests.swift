import ExplainerTestSupport
import Foundation
import Testing

/// Where `-o` writes: files whole or not at all, and whatever else a path can be as it is.
@Suite struct OutputTests {
  private static let question = [
    "run", "predictions", "--model", "demo-gpt2", "--text", "The keys", "--format", "jsonl",
  ]

  /// A link stays a link, and what it leads to is replaced.
  @Test func link() throws {
    let folder = TemporaryFolder()
    let real = folder.write("old", to: "real.json")
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/link.json", withDestinationPath: "real.json")
    #expect(try ProgramRun(Self.question + ["-o", "\(folder.path)/link.json"]).exitCode == 0)
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder.path)/link.json") == "real.json")
    #expect(try String(contentsOfFile: real, encoding: .utf8).hasPrefix("{\"schema\""))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["link.json", "real.json"])
  }

  /// A named pipe is written into and stays one; so do devices, which must never be replaced.
  @Test func pipe() throws {
    let folder = TemporaryFolder()
    let script = """
      mkfifo "$1/pipe"; cat "$1/pipe" >"$1/read" & shift 0
      "$0" \(Self.question.map { "'\($0)'" }.joined(separator: " ")) -o "$1/pipe"; code=$?; wait; test -p "$1/pipe" || exit 99
      exit $code
      """
    let run = try ProgramRun(["-c", script, BuildProducts.executable, folder.path], executable: "/bin/sh")
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(try String(contentsOfFile: "\(folder.path)/read", encoding: .utf8).hasPrefix("{\"schema\""))
  }
}

import ExplainerTestSupport
import Foundation
import JSON
import Testing
@testable import Sandbox

/// What happens when a person presses Control-C, or closes the terminal.
@Suite struct InterruptTests {
  /// The program ends with 130 and one line, its worker with it; nothing is left in the output folder.
  @Test(arguments: [SIGINT, SIGTERM]) func interrupt(_ signal: Int32) throws {
    let folder = TemporaryFolder()
    let registry = folder.write(RogueRegistry.text(), to: "registry.json")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: BuildProducts.executable)
    process.arguments = ["run", "hang", "--model", "demo-gpt2", "-o", "\(folder.path)/out.json"]
    process.environment = [
      "PATH": "/usr/bin:/bin", "EXPLAINER_REGISTRY": registry, "TMPDIR": folder.path,
    ]
    let errors = Foundation.Pipe()
    process.standardError = errors
    try process.run()
    // No suspension here: Foundation waits for a process on the thread that started it, and only there.
    var text = ""
    while !text.contains("hanging"), case let more = errors.fileHandleForReading.availableData, !more.isEmpty
    {
      text += String(decoding: more, as: UTF8.self)
    }
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    text += String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(text == "hanging\nerror: interrupted\n")
    let scratch = "explainer-\(geteuid())"
    #expect(
      try Set(FileManager.default.contentsOfDirectory(atPath: folder.path)) == ["registry.json", scratch])
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(scratch)").isEmpty)
  }

  /// A session answers what it has been asked, as cancelled, and ends with 130, whether it waits for requests, for runs, or
  /// reads a text; no worker and no folder is left.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP], [false, true])
  func session(_ signal: Int32, _ isShuttingDown: Bool) throws {
    let folder = TemporaryFolder()
    let registry = folder.write(RogueRegistry.text(), to: "registry.json")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: BuildProducts.executable)
    process.arguments = ["session"]
    process.environment = [
      "PATH": "/usr/bin:/bin", "EXPLAINER_REGISTRY": registry, "TMPDIR": folder.path,
    ]
    let requests = Foundation.Pipe(), answers = Foundation.Pipe(), errors = Foundation.Pipe()
    (process.standardInput, process.standardOutput, process.standardError) = (requests, answers, errors)
    try process.run()
    let run = #","method":"run","params":{"entry_point":"hang","model":"demo-gpt2"}}"#
    for id in 1...3 { requests.fileHandleForWriting.write(Data("{\"id\":\(id)\(run)\n".utf8)) }
    if isShuttingDown {
      requests.fileHandleForWriting.write(Data("{\"id\":4,\"method\":\"shutdown\"}\n".utf8))
    }
    var text = ""
    func read() -> Bool {
      let more = answers.fileHandleForReading.availableData
      text += String(decoding: more, as: UTF8.self)
      return !more.isEmpty
    }
    // Two runs at a time; the third waits.
    while text.components(separatedBy: "hanging").count < 3, read() {}
    kill(process.processIdentifier, signal)
    while read() {}
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    let ended = try text.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
      .filter { $0["error"] != nil || $0["result"] != nil }
    let cancelled = ended.filter { $0["error"]?["exit_code"] == 130 }
    #expect(Set(cancelled.compactMap { $0["id"]?.int }) == [1, 2, 3] && cancelled.count == 3, "\(text)")
    #expect(ended.count == (isShuttingDown ? 4 : 3))
    #expect(
      String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        == "error: interrupted\n")
    let scratch = "\(folder.path)/explainer-\(geteuid())"
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch).isEmpty)
  }

  /// A build that is interrupted ends, and what it has started too.
  @Test(arguments: [SIGTERM, SIGHUP]) func build(_ signal: Int32) throws {
    let folder = TemporaryFolder()
    let project =
      "{\"schema\": \"explainer/project/1\", \"name\": \"slow\", \"library\": \"slow.so\", "
      + "\"build\": \"sleep 100 & echo $! >begun; wait\"}"
    folder.write(project, to: "explainer.json")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: BuildProducts.executable)
    process.arguments = ["build", folder.path]
    process.environment = ["PATH": "/usr/bin:/bin"]
    let errors = Foundation.Pipe()
    process.standardError = errors
    try process.run()
    func begun() -> Int32? {
      (try? String(contentsOfFile: "\(folder.path)/begun", encoding: .utf8)).flatMap {
        Int32($0.trimmingCharacters(in: .newlines))
      }
    }
    while begun() == nil && process.isRunning { usleep(1000) }
    let sleeper = try #require(begun())
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(
      String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        == "error: interrupted\n")
    // (Nobody may have collected it.)
    let state = (try? String(contentsOfFile: "/proc/\(sleeper)/stat", encoding: .utf8)) ?? ") Z"
    #expect(state.contains(") Z"), "\(state)")
  }
}

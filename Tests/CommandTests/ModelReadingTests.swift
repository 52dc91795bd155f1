import ExplainerTestSupport
import Foundation
import Testing

/// Models, tokenizers and texts are read behind the walls, within limits, by every command that needs no plugin.
@Suite struct ModelReadingTests {
  /// What each command is asked, of the model in a folder.
  private static let commands: [[String]] = [
    ["tokenize", "--text", "a", "--model"], ["models", "info"], ["models", "verify"],
    ["trace", "--text", "a", "--sites", "logits", "-o", "OUT", "--model"],
  ]

  private static func copy(_ model: String = "gpt2", in folder: TemporaryFolder) throws -> String {
    let path = "\(folder.path)/model"
    try FileManager.default.copyItem(atPath: Fixtures.model(model), toPath: path)
    return path
  }

  /// What a model's files are is looked at before they are read: a pipe that nobody writes to and a device without end are
  /// refused by every command, and named.
  @Test(arguments: commands, ["config.json", "tokenizer.json", "model.safetensors"])
  func plainFilesOnly(_ command: [String], _ name: String) throws {
    for isPipe in [true, false] {
      let folder = TemporaryFolder()
      let model = try Self.copy(in: folder)
      try FileManager.default.removeItem(atPath: "\(model)/\(name)")
      if isPipe {
        #expect(mkfifo("\(model)/\(name)", 0o600) == 0)
      } else {
        try FileManager.default.createSymbolicLink(
          atPath: "\(model)/\(name)", withDestinationPath: "/dev/zero")
      }
      let run = try ProgramRun(
        command.map { $0.replacing("OUT", with: "\(folder.path)/out.npz") } + [model, "--timeout", "20"])
      // That a model cannot be run is one of the things `models info` tells, but without a configuration it is none.
      let tells = command == ["models", "info"] && name != "config.json"
      let told = tells ? run.output : run.errors
      if command[0] == "tokenize", name == "model.safetensors" {
        #expect(run.exitCode == 0 && run.errors.isEmpty, "weights are not looked at")
        continue
      }
      #expect(told.contains(name), "\(run.transcript)")
      #expect(tells ? run.exitCode == 0 : [65, 66, 74].contains(run.exitCode))
      #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/out.npz"))
    }
  }

  /// A text that takes more memory than is allowed ends with one line and the code of a limit, not the machine.
  @Test(arguments: [commands[0], commands[3]]) func memory(_ command: [String]) throws {
    let folder = TemporaryFolder()
    let text = String(repeating: "The keys to the cabinet. ", count: 200_000)
    let words = command.map { $0 == "a" ? "-" : $0.replacing("OUT", with: "\(folder.path)/out.npz") }
    let run = try ProgramRun(words + ["demo-gpt2", "--memory", "100M"], input: text)
    #expect(run.exitCode == 75, "\(run.transcript)")
    #expect(
      run.output.isEmpty && run.errors.hasPrefix("error: demo-gpt2: ran out of memory; the limit is 100 MiB"))
    #expect(
      run.errors.split(separator: "\n").dropFirst().allSatisfy { $0.hasPrefix("  Allow more with --memory") })
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/out.npz"))
  }

  /// What takes too long is stopped; nothing is left of it.
  @Test func time() throws {
    let text = String(repeating: "The keys to the cabinet. ", count: 400_000)
    let run = try ProgramRun(
      ["tokenize", "--model", "demo-gpt2", "--text", "-", "--timeout", "0.05"], input: text)
    #expect(run.exitCode == 75 && run.output.isEmpty)
    #expect(run.errors.hasPrefix("error: reading demo-gpt2 ran longer than 0.05 seconds"))
  }

  /// The process that reads is another one, which may gain no rights and whose system calls are filtered.
  @Test func walls() throws {
    let folder = TemporaryFolder()
    let input = folder.write(String(repeating: "The keys to the cabinet. ", count: 400_000), to: "text")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: BuildProducts.executable)
    process.arguments = ["tokenize", "--model", "demo-gpt2", "--text", "-"]
    process.environment = ["PATH": "/usr/bin:/bin"]
    process.standardInput = FileHandle(forReadingAtPath: input)
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    defer { kill(process.processIdentifier, SIGKILL); process.waitUntilExit() }
    let path = "/proc/\(process.processIdentifier)"
    var status = ""
    while process.isRunning, !status.contains("Seccomp:\t2") {
      guard let child = children(of: process.processIdentifier).first else { continue }
      status = (try? String(contentsOfFile: "/proc/\(child)/status", encoding: .utf8)) ?? ""
    }
    #expect(status.contains("Seccomp:\t2") && status.contains("NoNewPrivs:\t1"))
    #expect(try String(contentsOfFile: "\(path)/status", encoding: .utf8).contains("Seccomp:\t0"))
  }

  /// A session reads models in a worker, which it keeps for the next text, whatever the texts are.
  @Test func session() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: BuildProducts.executable)
    process.arguments = ["session"]
    process.environment = ["PATH": "/usr/bin:/bin"]
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    var (text, workers) = ("", Set<String>())
    for id in 1...3 {
      let request = """
        {"id": \(id), "method": "tokenize", "params": {"model": "demo-gpt2", "text": "The \(id)"}}

        """
      input.fileHandleForWriting.write(Data(request.utf8))
      while !text.contains("{\"id\":\(id),"), case let more = output.fileHandleForReading.availableData,
        !more.isEmpty
      {
        text += String(decoding: more, as: UTF8.self)
      }
      workers.formUnion(children(of: process.processIdentifier))
    }
    input.fileHandleForWriting.closeFile()
    process.waitUntilExit()
    #expect(text.split(separator: "\n").count == 4 && !text.contains("error"), "\(text)")
    #expect(workers.count == 1)
  }

  private func children(of process: pid_t) -> [String] {
    let tasks = "/proc/\(process)/task"
    return ((try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []).flatMap { task in
      ((try? String(contentsOfFile: "\(tasks)/\(task)/children", encoding: .utf8)) ?? "")
        .split(separator: " ").map(String.init)
    }
  }
}

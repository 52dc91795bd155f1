import ExplainerTestSupport
import Foundation
import JSON
import Testing

/// Standard streams that were set not to wait, by whoever shares them, are waited for all the same.
@Suite struct StreamWaitTests {
  /// The program with these streams; Foundation waits for a process on the thread that started it.
  private func start(_ arguments: [String], input: Pipe, output: Pipe) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: BuildProducts.executable)
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin"]
    (process.standardInput, process.standardOutput) = (input, output)
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  private func setNotToWait(_ handle: FileHandle) {
    let flags = fcntl(handle.fileDescriptor, F_GETFL)
    #expect(fcntl(handle.fileDescriptor, F_SETFL, flags | O_NONBLOCK) == 0)
  }

  /// A session whose input has nothing for a while is not at its end.
  @Test func input() throws {
    let (input, output) = (Pipe(), Pipe())
    setNotToWait(input.fileHandleForReading)
    let process = try start(["session"], input: input, output: output)
    var text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    #expect(text.hasPrefix("{\"session\""))
    // By now, or soon, it looks for a request that is not there.
    usleep(100_000)
    input.fileHandleForWriting.write(Data("{\"id\": 1, \"method\": \"ping\"}\n".utf8))
    input.fileHandleForWriting.closeFile()
    text += String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(text.contains("{\"id\":1,\"result\":{}}") && process.terminationStatus == 0, "\(text)")
  }

  /// An answer that is larger than what a pipe holds arrives whole.
  @Test func output() throws {
    let (input, output) = (Pipe(), Pipe())
    setNotToWait(output.fileHandleForWriting)
    let question = ["--model", "demo-gpt2", "--text", "The keys", "--format", "html"]
    let process = try start(["run", "predictions"] + question, input: input, output: output)
    let page = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(page.count > 65_536 && page.suffix(16).contains(Data("</html>".utf8)))
  }
}

import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import PluginRegistry
import Tensors
import Testing
@testable import ExplainerHost
@testable import PluginHost

/// Whatever a plugin writes into its worker's channel, the program that reads it neither ends nor keeps what nobody
/// asked for.
@Suite struct HostileMessageTests {
  private static let numbers = [
    "-9223372036854775808", "9223372036854775807", "-1", "0", "1e308", "-1e308", "1e999", "null", "\"1\"",
    "[1]",
  ]
  private static let kinds: [UInt8] = [1, 2, 3, 4, 7, 9, 10, 12, 255]
  private static let stack = #""layers": N, "heads": N, "feed_forward_size": N"#

  /// Every kind of message, with a number put wherever one may stand, is taken or refused, twice over, and what is taken
  /// can be reported.
  @Test(arguments: kinds, numbers) func anyNumber(_ kind: UInt8, _ number: String) throws {
    let forms = [
      "[N, N]", #"["load", N]"#, #"[N, "note"]"#, #"{"code": N, "message": "m", "place": [N]}"#, "N",
      #"{"id": "m", "family": "gpt2", "kind": "causal", "dtype": "F32", "hidden_size": N, "vocabulary_size": N, "#
        + #""context_length": N, "mask_token": N, \#(Self.stack), "encoder": {\#(Self.stack)}}"#,
    ]
    let feedback = BoundedFeedback { event in
      if case .progress(let share?, _) = event { #expect((0...1).contains(share)) }
      if case .stage(_, let seconds) = event { #expect((0...1e9).contains(seconds)) }
    }
    let assembly = DocumentAssembly(feedback)
    for form in forms {
      let payload = Array(form.replacing("N", with: number).utf8)
      for _ in 0..<2 {
        guard let message = WorkerMessage(kind: kind, payload: payload[...]) else { continue }
        assembly.receive(message)
        if case .failure(let error) = message { #expect(error.code.exitCode > 0) }
      }
    }
    feedback.finish()
    if let model = assembly.model {
      #expect((0...Int(Int32.max)).contains(model.layers) && model.hiddenSize >= 0)
    }
  }

  /// What is counted as left out never overflows, however much is said to be.
  @Test func leftOut() {
    var count = OutputBudget.LeftOut()
    for lines in [Int.max, 1, .min, .max, -1] { count.add(lines: lines, bytes: lines) }
    #expect(count.lines == 1 << 50 && count.bytes == 1 << 50)
    count = OutputBudget.LeftOut()
    for lines in [3, -1, .min, 4] { count.add(lines: lines, bytes: 2 * max(lines, 0)) }
    #expect(count.lines == 7 && count.bytes == 14)
  }

  /// Words of another are one line: what follows a line end would look like a line of the program's own.
  @Test(arguments: ["\n", "\r", "\r\n", "\u{85}", "\u{2028}", "\u{1B}[2K", "\u{0}"])
  func oneLine(_ end: String) throws {
    let words = "first\(end)error: second"
    let error = ExplainerError(.badText, words, at: [words], expected: words, found: words, remedy: words)
    let sent = try #require(WorkerMessage(kind: 7, payload: error.json.utf8()[...]))
    guard case .failure(let read) = sent else {
      Issue.record("no failure")
      return
    }
    for part in read.location + [read.message, read.expected, read.found, read.remedy].compactMap(\.self) {
      #expect(
        part.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control && $0 != "\u{2028}" })
      #expect(part.hasPrefix("first ") && part.hasSuffix("error: second"))
    }
    let finding = try ConformanceFinding(json: ConformanceFinding.failed(words).json)
    #expect(!finding.note.contains(end))
  }

  /// A text whose values would hold more than the limit is told from one that is only long, strings and all.
  @Test func valueMemory() {
    func fits(_ text: String) -> Bool { ValueMemory.end(of: 1 << 16, in: Array(text.utf8)) == nil }
    #expect(!fits("[" + String(repeating: "[0],", count: 500) + "0]"))
    #expect(!fits("[" + String(repeating: "{},", count: 500) + "0]"))
    #expect(!fits("[" + String(repeating: "0,", count: 2_500) + "0]"))
    #expect(!fits("{\"a\":\"" + String(repeating: "a", count: 1 << 16) + "\"}"))
    #expect(fits("[\"" + String(repeating: "[0],\\\"", count: 1_000) + "\"]"))
    #expect(fits("[" + String(repeating: "0,", count: 1_500) + "0]"))
    #expect(fits("[" + String(repeating: " ", count: 1 << 16) + "]"))
    // What is refused for its depth is not said to be too large.
    #expect(fits(String(repeating: "[", count: 1_000)))
  }

  /// What the values of an answer hold is bounded by the memory of its call, and the error says what allows more.
  @Test func answerMemory() throws {
    let target = try #require(
      Registry(Installation(executable: BuildProducts.executable, environment: [:])).entryPoints.first)
    let answer = Array(("{\"result\": {\"x\": [" + String(repeating: "0,", count: 2_500) + "0]}}").utf8)
    func document(memory: Int) throws(ExplainerError) -> ExplanationDocument {
      let assembly = DocumentAssembly(BoundedFeedback { _ in }, memory: memory)
      assembly.receive(
        .model(
          ModelInfo(
            id: "m", family: "gpt2", kind: .causal, dtype: "F32", layers: 1, heads: 1, hiddenSize: 1,
            feedForwardSize: 1, vocabularySize: 1, contextLength: 1)))
      assembly.receive(.explanation(answer))
      return try assembly.document(
        of: target, request: ExplanationRequest(texts: [], parameters: [:], truncates: false))
    }
    let error = #expect(throws: ExplainerError.self) { try document(memory: 1 << 16) }
    #expect(error?.code == .limitReached && error?.remedy?.contains("--memory SIZE") == true)
    #expect(try document(memory: 1 << 17).explanation.result["x"]?.array?.count == 2_501)
  }

  /// Of what comes a second time, and of tensors that nobody asked for, nothing is kept.
  @Test(arguments: [false, true]) func unexpected(_ wantsTensors: Bool) throws {
    let assembly = DocumentAssembly(BoundedFeedback { _ in }, wantsTensors: wantsTensors)
    let tensor = WorkerMessage.tensor(.init("x", Tensor(shape: [1], values: [1])))
    #expect(assembly.receive(.explanation([0x30])))
    #expect(!assembly.receive(.explanation([0x31])))
    #expect(assembly.receive(tensor) == wantsTensors)
    for message in [WorkerMessage.answer(1), .output([1]), .done] { #expect(!assembly.receive(message)) }
  }
}

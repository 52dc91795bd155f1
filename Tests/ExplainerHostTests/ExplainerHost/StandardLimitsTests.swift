import Diagnostics
import Testing
@testable import ExplainerHost
@testable import Sandbox

/// What a call may use, said once and meant everywhere.
@Suite struct StandardLimitsTests {
  /// Unless told otherwise: ten minutes, nine tenths of the memory, behind walls.
  @Test func standard() {
    #expect(Limits().seconds == 600 && Limits().memory == nil && !Limits().isTrusted)
  }

  /// The limits of a session's run with these params.
  private func limits(_ params: String) throws -> Limits? {
    let line = #"{"id": 1, "method": "run", "params": {"entry_point": "e", "model": "m"\#(params)}}"#
    guard case .run(let run) = try SessionRequest.read(Array(line.utf8)).request.get().method else {
      return nil
    }
    return run.limits
  }

  /// A session's run has the same, and what it is told in place of it; 0 seconds are without end.
  @Test(arguments: [
    ("", Limits()), (#", "timeout": null, "memory": null"#, Limits()),
    (#", "timeout": 0"#, Limits(seconds: nil)),
    (#", "timeout": 0.5"#, Limits(seconds: 0.5)), (#", "memory": 16777216"#, Limits(memory: 16 << 20)),
  ])
  func session(_ params: String, _ expected: Limits) throws { #expect(try limits(params) == expected) }

  /// Less memory than a worker needs to start is refused, and so is less than no time.
  @Test(arguments: ["\"memory\": 16777215", "\"memory\": 0", "\"timeout\": -0.5", "\"timeout\": 1e15"])
  func refused(_ param: String) {
    #expect(throws: ExplainerError.self) { try limits(", \(param)") }
  }

  /// A worker may remember passes in a quarter of the memory a call may use, in half of what idle workers may hold, and in
  /// no more than 1 GiB; in none where no worker is kept.
  ///
  /// All numbers are MiB.
  @Test(arguments: [
    (4, 8192, 400, 100), (4, 100, 8192, 50), (4, 100, 0, 50), (1, 65_536, 65_536, 1024), (1, 65_536, 0, 1024),
    (0, 8192, 8192, 0),
  ])
  func passMemory(_ most: Int, _ kept: Int, _ limit: Int, _ expected: Int) {
    #expect(WorkerPool(most: most, memory: kept << 20).passMemory(limit: limit << 20) == expected << 20)
  }
}

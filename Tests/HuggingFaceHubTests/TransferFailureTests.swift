import Diagnostics
import Testing

@testable import HuggingFaceHub

/// How long is waited before something is tried again.
struct SetbackTests {
  private static let error = ExplainerError(.inputOutput, "out of order")

  /// Each wait is twice the one before, up to the longest; what a server asks for is waited at least.
  @Test(
    arguments: [
      (1, nil, 1), (2, nil, 2), (3, nil, 4), (4, nil, 8), (1, 7, 7), (4, 7, 8), (4, 120, 120), (1, 0, 1),
      (1, 120.5, nil), (5, nil, nil), (9, 1, nil),
    ] as [(Int, Double?, Double?)])
  func waits(_ failures: Int, _ asked: Double?, _ seconds: Double?) {
    let setback = TransferFailure.passing(Self.error, wait: asked)
    let wait = try? setback.wait(failures, HubSettings.Patience(), isFirst: false, nil)
    #expect(wait == seconds.map { .seconds($0) })
  }

  /// No wait is longer than the longest, unless it is asked for.
  @Test func longest() throws {
    var patience = HubSettings.Patience()
    (patience.tries, patience.longestWait) = (100, 30)
    #expect(
      try TransferFailure.passing(Self.error, wait: nil).wait(90, patience, isFirst: false, nil)
        == .seconds(30))
    #expect(
      try TransferFailure.passing(Self.error, wait: 40).wait(90, patience, isFirst: false, nil)
        == .seconds(40))
  }

  /// What lasts is not waited for.
  @Test func lasting() {
    #expect(throws: Self.error) {
      try TransferFailure.lasting(Self.error).wait(1, HubSettings.Patience(), isFirst: false, nil)
    }
  }
}

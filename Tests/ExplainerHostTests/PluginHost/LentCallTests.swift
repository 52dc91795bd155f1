import Checkpoints
import ExplainerCore
import ExplainerTestSupport
import Testing
@testable import PluginHost

/// What a plugin holds of a call is a number, for which nothing is kept once the call is over.
@Suite struct LentCallTests {
  private static func call() throws -> PluginInvocation {
    let location = ModelLocation(id: "m", directory: Fixtures.model("gpt2"), origin: .directory)
    return PluginInvocation(model: try Fixtures.loaded(location), reporter: SilentReporter())
  }

  /// While a call lasts its number leads to it, and is the same however often it is lent.
  @Test func lasting() throws {
    let (first, second) = (try Self.call(), try Self.call())
    let numbers = [first.lend(), second.lend(), first.lend()]
    #expect(numbers[0] == numbers[2] && numbers[0] != numbers[1])
    #expect(PluginInvocation.from(numbers[0]) === first && PluginInvocation.from(numbers[1]) === second)
    #expect(HostTable.perform(numbers[0]) { _ in } == 0)
  }

  /// A call that is over is gone; its number, which a thread may still use, is refused and never given again.
  @Test func gone() throws {
    weak var kept: PluginInvocation?
    var number: OpaquePointer?
    do {
      let call = try Self.call()
      (kept, number) = (call, call.lend())
      call.end()
      #expect(HostTable.perform(number) { _ in } != 0)
      #expect(call.misuse != nil)
    }
    #expect(kept == nil && PluginInvocation.from(number) == nil)
    #expect(HostTable.perform(number) { _ in Issue.record("a call that is over was used") } != 0)
    #expect(try Self.call().lend() != number)
    #expect(PluginInvocation.from(OpaquePointer(bitPattern: 1)) == nil)
  }
}

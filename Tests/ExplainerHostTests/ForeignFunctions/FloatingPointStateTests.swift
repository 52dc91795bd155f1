import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Glibc
import JSON
import Tensors
import Testing
@testable import ForeignFunctions

/// Floating-point settings that foreign code changes stay with that code: when it is loaded, when it is called, and while
/// it calls the host.
@Suite struct FloatingPointStateTests {
  // As <fenv.h> has them; Swift sees two of each there.
  private let nearest: Int32 = 0
  #if arch(x86_64)
    private let downward: Int32 = 0x400
    private let upward: Int32 = 0x800
  #else
    private let downward: Int32 = 0x80_0000
    private let upward: Int32 = 0x40_0000
  #endif

  /// Rounding and denormals are put back whatever a body does and however it ends, and are standard inside.
  @Test func putBack() {
    fesetround(downward)
    defer { fesetround(nearest) }
    struct Stopped: Error {}
    for stops in [false, true] {
      _ = try? FloatingPointState.standard {
        #expect(fegetround() == nearest)
        fesetround(upward)
        if stops { throw Stopped() }
      }
      #expect(fegetround() == downward)
    }
  }

  /// The library of plain functions flushes denormals as it is loaded, as code linked with `-ffast-math` does, and one of
  /// its functions rounds upwards: neither outlives it, and each call begins as the first did.
  @Test func plainFunctions() throws {
    let function = PlainLibrary.function(
      "plain_settings", [["name": "out", "type": "f64*", "result": ["shape": [2]]]])
    for _ in 0..<2 {
      let explanation = try PlainLibrary.run(function)
      #expect(explanation.tensors.first?.tensor.values == [1, 1])
      #expect(fegetround() == nearest)
      let least = [Float](repeating: .leastNormalMagnitude, count: 2)
      #expect(least.map { $0 / 8 }.allSatisfy { $0 > 0 })
    }
  }

  /// A plugin that rounds upwards gets the host's numbers as they always are, goes on rounding upwards itself, and finds
  /// the next call as it found the first.
  @Test func plugin() throws {
    let expected: JSONObject = ["nearest": 1, "read": 1, "equal": 1, "stays": 1]
    #expect(try RogueRun().run("rounding").explanation.result == expected)
  }
}

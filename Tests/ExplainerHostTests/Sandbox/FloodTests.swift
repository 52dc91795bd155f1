import Diagnostics
import ExplainerCore
import JSON
import Testing
@testable import PluginHost

/// A plugin that says too much does not bury its answer, and does not fill the memory of the program.
@Suite struct FloodTests {
  private let rogue = RogueRun()

  /// Of a million lines the first ones are shown, and how many were not is said once.
  @Test(arguments: ["log_flood", "print_flood"]) func lines(_ entryPoint: String) throws {
    #expect(try rogue.run(entryPoint).explanation.result["well"] == true)
    let left = rogue.log.filter { $0.contains("left out") }
    #expect(left.count == 1)
    #expect(left[0].contains(": 990000 lines ("))
    let shown = entryPoint == "log_flood" ? rogue.log.count - 1 : rogue.printed.count / "blah\n".count
    #expect(shown == OutputBudget.lines)
  }

  /// A line of 100 MB is cut.
  @Test func longLogLine() throws {
    #expect(try rogue.run("log_line").explanation.result["well"] == true)
    #expect(rogue.log.count == 1)
    #expect(rogue.log[0].utf8.count < AnswerLimits.message + 100)
    #expect(rogue.log[0].hasSuffix("(99.9 MiB more)"))
  }

  /// A line of 100 MB that is printed is cut as well.
  @Test func longPrintedLine() throws {
    #expect(try rogue.run("print_line").explanation.result["well"] == true)
    #expect(rogue.printed.utf8.count == OutputBudget.bytes)
    #expect(rogue.log.count == 1 && rogue.log[0].contains("99 MiB"), "\(rogue.log)")
  }

  /// Progress comes no faster than a person reads it.
  @Test func progress() throws {
    let start = ContinuousClock.now
    #expect(try rogue.run("progress_flood").explanation.result["well"] == true)
    #expect(Double(rogue.progress) <= (ContinuousClock.now - start).seconds * 50 + 1)
    #expect(rogue.progress > 0)
  }

  /// What is shown ends at the budget, wherever a read cuts the text.
  @Test(arguments: [1, 7, 4096, 1 << 20]) func cutting(_ piece: Int) {
    let budget = OutputBudget()
    let text = Array(repeatElement(Array("four\n".utf8), count: OutputBudget.lines + 3).joined())
    var shown = 0
    for start in stride(from: 0, to: text.count, by: piece) {
      shown += budget.admitted(Array(text[start..<min(start + piece, text.count)])).count
    }
    #expect(shown == OutputBudget.lines * 5)
    #expect(budget.leftOut.bytes == 15)
    #expect(budget.leftOut.lines == 3)
  }
}

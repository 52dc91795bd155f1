import Diagnostics
import ExplainerCore
import ExplainerHost
import ExplainerViews
import JSON
import PluginRegistry
import Sandbox
import Synchronization

/// `explainer session`: JSON lines on standard input and output, for other programs.
enum SessionCommand {
  static let command = Command(
    name: "session", summary: "Answer requests in JSON lines, for notebooks, editors and schedulers.",
    discussion:
      "One JSON object a line in, one a line out; \(Documents.reference(to: "session-protocol.md")) describes them.",
    arguments: [
      .option(
        "jobs", "N", "how many runs may go on at the same time", values: .wholeNumber(1...64), default: "2"),
      .option(
        "keep", "N", "how many idle workers are kept warm, each for a plugin and a model",
        values: .wholeNumber(0...64), default: "4"),
      .option(
        "keep-memory", "SIZE", "how much memory they may hold together, e.g. 2G",
        absence: MemoryShare.idleWorkers.words),
    ], run: run)

  private static func run(_ given: GivenArguments) throws {
    let interrupts = try InterruptWatch()
    let output = Mutex(())
    let session = try Session(
      .current(), atOnce: try given.wholeNumber("jobs"), kept: try given.wholeNumber("keep"),
      keptMemory: try Quantity.bytes(given["keep-memory"], option: "--keep-memory"),
      render: { document, format in
        OutputFormat(rawValue: format)?.render(document, style: plain) ?? ""
      },
      interrupt: interrupts.cancellation,
      write: { answer in output.withLock { _ in StandardOutput.writeJSONLine(answer.text()) } })
    session.greet(version: ProgramVersion.text)
    var lines = InputLines(limit: Session.maximumLine, until: interrupts.cancellation)
    reading: while let line = lines.next() {
      switch line {
      case .tooLong: session.refuseLongLine()
      case .whole(let bytes):
        if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
        if !session.receive(bytes) { break reading }
      }
    }
    session.finish()
    if interrupts.isInterrupted { throw ExplainerError(.cancelled, "interrupted") }
  }

  /// Text for terminals without colour, 80 columns wide.
  private static var plain: TerminalStyle {
    .detect(environment: ["NO_COLOR": "1"], isTerminal: false, columns: 80)
  }
}

import ArgumentParser
import Diagnostics
import ExplainerCore
import ExplainerHost
import ExplainerViews
import JSON
import Synchronization

/// `explainer session`: JSON lines on standard input and output, for other programs.
struct SessionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "session", abstract: "Answer requests in JSON lines, for notebooks, editors and schedulers.",
    discussion:
      "One JSON object a line in, one a line out; \(Documents.place(of: "session-protocol.md")) describes them."
  )

  @Option(help: "How many runs may go on at the same time.") var jobs: Int = 2

  @Option(help: "How many idle workers are kept warm, each for a plugin and a model.") var keep: Int = 4
  @Option(
    help: "How much memory they may hold together, e.g. 2G (default: \(MemoryShare.idleWorkers.words)).")
  var keepMemory: String?

  func validate() throws {
    guard 1...64 ~= jobs else { throw ValidationError("--jobs takes a whole number from 1 to 64.") }
    guard 0...64 ~= keep else { throw ValidationError("--keep takes a whole number from 0 to 64.") }
  }

  func run() throws {
    let output = Mutex(())
    let session = try Session(
      .current(), atOnce: jobs, kept: keep,
      keptMemory: try Quantity.bytes(keepMemory, option: "--keep-memory"),
      render: { document, format in
        OutputFormat(rawValue: format)?.render(document, style: Self.plain) ?? ""
      },
      write: { answer in output.withLock { _ in StandardOutput.writeLine(answer.text()) } })
    session.greet(version: ProgramVersion.text)
    var lines = InputLines(limit: Session.maximumLine)
    while let line = lines.next() {
      switch line {
      case .tooLong: session.refuseLongLine()
      case .whole(let bytes):
        if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
        if !session.receive(bytes) { return }
      }
    }
    session.finish()
  }

  /// Text for terminals without colour, 80 columns wide.
  private static var plain: TerminalStyle {
    .detect(environment: ["NO_COLOR": "1"], isTerminal: false, columns: 80)
  }
}

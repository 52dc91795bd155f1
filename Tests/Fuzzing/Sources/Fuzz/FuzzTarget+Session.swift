@testable import ExplainerHost
import ExplainerCore
import JSON

extension FuzzTarget {
  /// Lines of a session; runs are checked as far as a worker would be asked, and none is started.
  static let session = FuzzTarget("session") { bytes in
    guard let conversation else { return }
    for line in bytes.split(separator: 0x0A).prefix(16).map(Array.init) {
      let (_, read) = SessionRequest.read(line)
      switch try? read.get().method {
      case .run(let run):
        guard let target = try? Program.registry.entryPoint(named: run.entryPoint) else { continue }
        _ = try? target.entryPoint.resolve(run.parameters)
        _ = try? target.entryPoint.checkCount(ofTexts: run.texts.count)
      case .tokenize: continue
      case .shutdown: return
      default: promise(conversation.receive(line), "the session goes on")
      }
    }
  }

  private static let conversation = try? Session(
    Program.installation, atOnce: 1, render: { _, _ in "" },
    write: { answer in
      promise(
        answer["id"] != nil && (answer["result"] == nil) != (answer["error"] == nil), "every line is answered"
      )
      promise(!answer.text().contains("\n"), "an answer is one line")
    })
}

import Diagnostics
@testable import ExplainerCore
@testable import ExplainerHost
import JSON
@testable import PluginHost
@testable import PluginRegistry

extension FuzzTarget {
  /// What a worker sends: the first byte says how the rest is cut into pieces.
  static let channel = FuzzTarget("channel", largest: 8192) { bytes in
    guard let first = bytes.first else { return }
    let piece = max(1, Int(first))
    let feedback = BoundedFeedback { event in
      if case .progress(let share?, _) = event { promise((0...1).contains(share), "a share is one") }
    }
    let assembly = DocumentAssembly(feedback, wantsTensors: first % 2 == 0)
    var reader = WorkerMessageReader()
    do {
      for start in stride(from: 1, to: bytes.count, by: piece) {
        for message in try reader.read(bytes[start..<min(start + piece, bytes.count)]) {
          assembly.receive(message)
          use(message)
        }
      }
    } catch { _ = "\(error)" }
    feedback.finish()
    let request = ExplanationRequest(texts: ["a"], parameters: [:], truncates: false)
    if let document = try? assembly.document(of: Program.predictions, request: request) {
      _ = document.json().utf8()
    }
  }

  /// Reads the answers of tasks that are no calls.
  private static func use(_ message: WorkerMessage) {
    switch message {
    case .answer(let json):
      _ = try? ConformanceFinding(json: json)
      _ = try? PluginDescriptor(json: json["descriptor"] ?? .null)
    case .failure(let error): promise(error.code.exitCode > 0, "a failure has a code")
    case .model(let info): _ = info.json.utf8()
    default: break
    }
  }
}

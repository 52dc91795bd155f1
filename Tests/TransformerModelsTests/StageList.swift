import Synchronization
import TransformerModels

/// The stages heard so far, from any thread.
final class StageList: Sendable {
  private let heard = Mutex<[String]>([])

  func hear(_ news: ModelNews) {
    if case .stage(let name, _) = news { heard.withLock { $0.append(name) } }
  }
  var names: [String] { heard.withLock { $0 } }
}

import Synchronization

/// The stages heard so far, from any thread.
final class StageList: Sendable {
  private let heard = Mutex<[String]>([])

  func append(_ stage: String) { heard.withLock { $0.append(stage) } }
  var names: [String] { heard.withLock { $0 } }
}

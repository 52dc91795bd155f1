import ExplainerCore
import Synchronization

/// What has been said of models, so that those who make many calls hear it once.
final class ToldWarnings: Sendable {
  /// More than this is said again rather than remembered: what a model says of itself may come from a plugin.
  private static let most = 1000

  private let told = Mutex<Set<String>>([])

  /// The warnings of a model that have not been said yet; they count as said then.
  func new(of model: ModelInfo) -> [String] {
    model.warnings.prefix(20).map { "\(model.id): \($0)" }.filter { text in
      told.withLock { $0.count >= Self.most ? !$0.contains(text) : $0.insert(text).inserted }
    }
  }
}

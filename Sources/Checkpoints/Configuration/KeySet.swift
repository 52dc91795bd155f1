import Synchronization

/// Keys, of which several may be added at once.
final class KeySet: Sendable {
  private let keys = Mutex<Set<String>>([])

  /// The keys so far.
  var all: Set<String> { keys.withLock { $0 } }

  /// Adds a key.
  func insert(_ key: String) { keys.withLock { _ = $0.insert(key) } }
}

import ExplainerCore
import Synchronization

/// The sites that patterns match in one model, remembered: those who run many passes ask for the same each time, and
/// matching costs a third of a short pass.
final class SiteResolutions: Sendable {
  /// How many sets of patterns are remembered; more are rare, and all are then forgotten.
  private static let limit = 64
  private let known = Mutex<[[SitePattern]: Set<Site>]>([:])

  subscript(patterns: [SitePattern]) -> Set<Site>? {
    get { known.withLock { $0[patterns] } }
    set {
      known.withLock { known in
        if known.count >= Self.limit { known = [:] }
        known[patterns] = newValue
      }
    }
  }
}

import ExplainerCore
import Tensors

/// Collects what one forward pass leaves behind, and knows when nothing more is wanted.
struct TraceRecorder {
  private(set) var trace = Trace()
  private var wanted: Set<Site>
  private let needsFinalStates: Bool

  /// A recorder of `wanted` sites; with `needsFinalStates` the pass runs to its end whatever is wanted.
  init(_ wanted: Set<Site>, needsFinalStates: Bool = false) {
    self.wanted = wanted
    self.needsFinalStates = needsFinalStates
  }

  /// Whether the pass can stop here.
  var isComplete: Bool { wanted.isEmpty && !needsFinalStates }

  func wants(_ site: Site) -> Bool { !wanted.isEmpty && wanted.contains(site) }

  /// Keeps `tensor`, which is made only if the site is wanted.
  mutating func keep(_ site: Site, _ tensor: @autoclosure () -> Tensor) {
    if !wanted.isEmpty, wanted.remove(site) != nil { trace.append(tensor(), at: site) }
  }

  /// Keeps a tensor that exists only if the site is wanted.
  mutating func keep(_ site: Site, _ tensor: Tensor?) {
    if let tensor { keep(site, tensor as Tensor) }
  }
}

import ExplainerCore
import Tensors

/// Collects what one forward pass leaves behind, and knows when nothing more is wanted.
struct TraceRecorder {
  private(set) var trace = Trace()
  /// Looks at tensors in place of keeping them; nil in a recorder that keeps.
  private(set) var inspection: SiteInspection?
  private var wanted: Set<Site>
  private let needsFinalStates: Bool

  /// A recorder of `wanted` sites; with `needsFinalStates` the pass runs to its end whatever is wanted.
  init(_ wanted: Set<Site>, needsFinalStates: Bool = false) {
    self.wanted = wanted
    self.needsFinalStates = needsFinalStates
  }

  /// A recorder that keeps nothing, and stops the pass where `inspection` has found something at one of the `sites`.
  init(inspecting sites: Set<Site>, _ inspection: SiteInspection) {
    self.init(sites)
    self.inspection = inspection
  }

  /// Whether the pass can stop here.
  var isComplete: Bool { wanted.isEmpty && !needsFinalStates }

  func wants(_ site: Site) -> Bool { !wanted.isEmpty && wanted.contains(site) }

  /// Keeps `tensor`, which is made only if the site is wanted.
  mutating func keep(_ site: Site, _ tensor: @autoclosure () -> Tensor) {
    guard !wanted.isEmpty, wanted.remove(site) != nil else { return }
    guard inspection != nil else {
      trace.append(tensor(), at: site)
      return
    }
    inspection?.look(at: tensor(), of: site)
    if inspection?.found != nil { wanted = [] }
  }

  /// Keeps a tensor that exists only if the site is wanted.
  mutating func keep(_ site: Site, _ tensor: Tensor?) {
    if let tensor { keep(site, tensor as Tensor) }
  }
}

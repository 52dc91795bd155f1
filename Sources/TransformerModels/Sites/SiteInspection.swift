import ExplainerCore
import Tensors

/// Looks for the first site of a pass that holds what is not finite.
struct SiteInspection {
  /// What of a site is not finite, and not hidden.
  let fault: (Tensor, Site) -> NonFiniteElements?
  /// The first site that is not finite, and what is wrong there.
  private(set) var found: (site: Site, elements: NonFiniteElements)?
  /// The greatest magnitude at any site before it, and where; nil where there is none.
  private(set) var greatest: (site: Site, magnitude: Float)?

  init(fault: @escaping (Tensor, Site) -> NonFiniteElements?) { self.fault = fault }

  mutating func look(at tensor: Tensor, of site: Site) {
    guard found == nil else { return }
    if let elements = fault(tensor, site) {
      found = (site, elements)
      return
    }
    let magnitude = tensor.greatestMagnitude
    if magnitude > greatest?.magnitude ?? 0 { greatest = (site, magnitude) }
  }
}

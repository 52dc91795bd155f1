import ExplainerCore
import Tensors

/// Looks for the first site of a pass that holds what is not finite.
struct SiteInspection {
  /// Which entries of a site may be −∞.
  let mask: (Site) -> AttentionMask
  /// The first site that is not finite, and what is wrong there.
  private(set) var found: (site: Site, elements: NonFiniteElements)?
  /// The greatest magnitude at any site before it, and where; nil where there is none.
  private(set) var greatest: (site: Site, magnitude: Float)?

  init(mask: @escaping (Site) -> AttentionMask) { self.mask = mask }

  mutating func look(at tensor: Tensor, of site: Site) {
    guard found == nil else { return }
    if let elements = tensor.nonFiniteElements(under: mask(site)) {
      found = (site, elements)
      return
    }
    let magnitude = tensor.greatestMagnitude
    if magnitude > greatest?.magnitude ?? 0 { greatest = (site, magnitude) }
  }
}

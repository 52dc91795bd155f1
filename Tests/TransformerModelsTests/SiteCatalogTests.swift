import Diagnostics
import ExplainerCore
import Testing

@testable import TransformerModels

/// Patterns are matched once, and what is remembered is what matching gives.
@Suite struct SiteCatalogTests {
  private let sites = (0..<3).flatMap { LayerAddress(layer: $0).sites() } + [.logits]

  @Test func remembered() throws {
    let catalog = SiteCatalog(sites: sites)
    let sets: [[SitePattern]] = [["layers.*.residual.post"], ["logits"], ["layers.1.*.*", "logits"], ["*"]]
    for _ in 0..<3 {
      for patterns in sets { #expect(try catalog.resolve(patterns) == patterns.resolve(among: sites)) }
    }
    for _ in 0..<2 {
      #expect(throws: ExplainerError.self) { try catalog.resolve(["layers.9.residual.post"]) }
    }
  }

  /// More sets than are remembered are all right, and a catalog that changes forgets.
  @Test func forgets() throws {
    var catalog = SiteCatalog(sites: sites)
    for layer in 0..<200 {
      let patterns = [SitePattern("layers.\(layer % 3).residual.*"), SitePattern("*")]
      #expect(try catalog.resolve(patterns).count == sites.count)
    }
    catalog.sites.append(.pooler)
    #expect(try catalog.resolve(["*"]).count == sites.count + 1)
  }
}

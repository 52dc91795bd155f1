import Diagnostics
import ExplainerCore

// Where an edit is made: heads, positions and columns, counted out.

extension EditResolver {
  func requireRows(_ site: SiteDeclaration, _ what: String) throws(ExplainerError) {
    guard site.kind.access == .insideAttention else { return }
    throw ExplainerError(
      .badParameter, "\(what) cannot be put into '\(site.site.name)': attention walks text by text")
  }

  func heads(of site: SiteDeclaration) -> Int {
    guard site.kind.access != .rows, case .size(let count)? = site.shape.first else { return 1 }
    return count
  }

  /// The tokens along the extent that positions count, before any is added.
  func tokens(of text: Int, at site: SiteDeclaration) -> Int {
    site.shape(over: inputs[text])[site.positionsExtent]
  }

  func positions(
    _ list: IndexList?, of text: Int, at site: SiteDeclaration
  ) throws(ExplainerError) -> [Int] {
    try indices(
      list, site.positionsExtent, of: text, at: site,
      called: inputs.count == 1 ? "tokens" : "tokens in text \(text)")
  }

  func columns(
    _ list: IndexList?, of text: Int, at site: SiteDeclaration
  ) throws(ExplainerError) -> [Int] {
    try indices(list, site.shape.count - 1, of: text, at: site, called: "dimensions")
  }

  /// The places of one extent, those to come among them.
  private func indices(
    _ list: IndexList?, _ extent: Int, of text: Int, at site: SiteDeclaration, called name: String
  ) throws(ExplainerError) -> [Int] {
    let now = site.shape(over: inputs[text])[extent]
    guard growth > 0, site.grows(along: extent) else {
      return try list?.resolve(count: now, of: name) ?? Array(0..<now)
    }
    return try list?.resolve(count: now + growth, before: now, of: "\(name), \(growth) of them to come")
      ?? Array(0..<now + growth)
  }
}

extension SiteDeclaration {
  /// The extent that positions count.
  var positionsExtent: Int { kind.access == .rows ? 0 : 1 }

  /// Whether an extent becomes longer while a text is continued.
  func grows(along extent: Int) -> Bool { shape[extent] == .tokens && site.stack != "encoder" }
}

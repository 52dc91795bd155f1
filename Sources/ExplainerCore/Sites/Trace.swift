public import Diagnostics
public import Tensors

/// What one forward pass left behind at the sites that were asked for.
public struct Trace: Sendable {
  /// The tensors, in the order the computation reached them.
  public private(set) var entries: [(site: Site, tensor: Tensor)]
  private var indices: [Site: Int]

  /// A trace of these tensors.
  public init(_ entries: [(site: Site, tensor: Tensor)] = []) {
    self.entries = []
    self.indices = [:]
    for entry in entries { append(entry.tensor, at: entry.site) }
  }

  /// Adds what `site` held; of two for one site the later stays.
  public mutating func append(_ tensor: Tensor, at site: Site) {
    if let index = indices[site] {
      entries[index].tensor = tensor
    } else {
      indices[site] = entries.count
      entries.append((site, tensor))
    }
  }

  /// What `site` held, if it was captured.
  public subscript(site: Site) -> Tensor? { indices[site].map { entries[$0].tensor } }

  /// What the site with this address held, if it was captured.
  public subscript(name: String) -> Tensor? { Site(name).flatMap { self[$0] } }

  /// What `site` held.
  ///
  /// - Throws: `notFound` where it was not captured.
  public func tensor(at site: Site) throws(ExplainerError) -> Tensor {
    guard let tensor = self[site] else {
      throw ExplainerError(.notFound, "the forward pass left nothing at '\(site)'")
    }
    return tensor
  }
}

/// The extensions of the boundary that this host offers, by id.
package enum HostExtensions {
  /// Reading and quoting JSON.
  package static let json: String = "explainer.json/1"
  /// Two texts read together.
  package static let pairs: String = "explainer.pairs/1"

  /// All ids, sorted.
  package static let ids: [String] = [json, pairs]
}

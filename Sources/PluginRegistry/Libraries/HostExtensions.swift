package import Diagnostics

/// The extensions of the boundary that this host offers, by id.
package enum HostExtensions {
  /// Reading and quoting JSON.
  package static let json: String = "explainer.json/1"
  /// JSON that is parsed once.
  package static let documents: String = "explainer.json/2"
  /// Two texts read together.
  package static let pairs: String = "explainer.pairs/1"
  /// Passes with edits, gradients and several texts.
  package static let pass: String = "explainer.pass/1"
  /// The model's weights.
  package static let weights: String = "explainer.weights/1"
  /// Scores of chosen tokens, or the best.
  package static let head: String = "explainer.head/1"

  /// The files a call lends.
  package static let files: String = "explainer.files/1"

  /// All ids, sorted.
  package static let ids: [String] = [files, head, json, documents, pairs, pass, weights]

  /// Refuses a plugin that cannot do without an extension this host has not.
  ///
  /// - Throws: `incompatiblePlugin` that names the first of them.
  package static func check(_ required: [String], at label: String) throws(ExplainerError) {
    guard let unknown = required.first(where: { !ids.contains($0) }) else { return }
    throw ExplainerError(
      .incompatiblePlugin, "needs '\(unknown)', which this host does not have", at: [label],
      expected: "one of \(ids.joined(separator: ", "))", remedy: "upgrade explainer")
  }
}

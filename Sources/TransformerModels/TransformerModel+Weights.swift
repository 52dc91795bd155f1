import Diagnostics
public import ExplainerCore

extension TransformerModel {
  /// The names of the weights, in the words of the sites: `SITE.weight` and `SITE.bias` make what the site holds, in the
  /// order of the computation.
  public var weightNames: [String] {
    catalog.declarations.flatMap { declaration -> [String] in
      guard let made = declaration.made else { return [] }
      return ["\(declaration.site.name).weight"]
        + (made.bias == nil ? [] : ["\(declaration.site.name).bias"])
    }
  }

  /// A weight where it lies: `[out, in]` of a map, `[C]` of a norm, `[V, D]` of the tokens' embeddings.
  ///
  /// - Throws: `notFound` for a name that is none of `weightNames`, with the nearest.
  public func weight(_ name: String) throws -> LentWeight {
    for (end, isBias) in [(".weight", false), (".bias", true)] where name.hasSuffix(end) {
      guard let site = Site(String(name.dropLast(end.count))), let made = catalog[site]?.made else {
        continue
      }
      if let found = isBias ? made.bias : made.weight { return found }
    }
    throw ExplainerError(
      .notFound, "this model has no weight '\(name.prefix(200))'",
      remedy: Suggestion.nearest(to: name, among: weightNames).map { "did you mean '\($0)'?" })
  }
}

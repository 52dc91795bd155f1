/// A part of an alternative of a `SplitPattern`.
indirect enum SplitTerm: Hashable {
  /// Scalars of a set, as many as there are between `least` and `most`; with `isPossessive` none of them is given back.
  case run(ScalarSet, least: Int, most: Int = .max, isPossessive: Bool = false)
  /// Nothing, where the next scalar is in a set, or where it is not.
  case ahead(ScalarSet, isIn: Bool)
  /// Nothing, where the text begins, or where it ends.
  case edge(isStart: Bool)
  /// One of several alternatives, or nothing.
  case group([[SplitTerm]], isOptional: Bool)

  /// Whether it fits everywhere, if need be with nothing.
  var fitsEverywhere: Bool {
    switch self {
    case .run(_, let least, _, _): least == 0
    case .ahead, .edge: false
    case .group(let alternatives, let isOptional):
      isOptional || alternatives.contains { $0.allSatisfy(\.fitsEverywhere) }
    }
  }
}

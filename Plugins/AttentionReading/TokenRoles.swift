import ExplainerCore

/// What keys are to a query besides their positions: separators, tokens like it, tokens behind earlier ones like it, the
/// other sentence.
struct TokenRoles: Sendable {
  /// Keys that separate texts; nil where there are none.
  let separators: [Int]?
  /// For each query, other keys that are the same token; nil where there are none.
  let same: [[Int]?]
  /// For each query, keys behind an earlier occurrence of the same token; nil where there are none.
  let behindSame: [[Int]?]
  /// For each query, the other sentence of the pair; nil without a pair.
  let other: [Range<Int>]?

  /// Roles of `keys` for `queries`; special tokens are like no other.
  ///
  /// - Parameters:
  ///   - isWithinOne: whether both are the same sequence: then "earlier" means before the query, and a query is not
  ///     like itself.
  ///   - isCausal: whether keys behind a query are out of its sight.
  ///   - secondStart: where the second sentence begins in that sequence.
  init(
    queries: AttentionSequence, keys: AttentionSequence, isWithinOne: Bool, isCausal: Bool, secondStart: Int?
  ) {
    var positions: [Int: [Int]] = [:]
    for (index, token) in keys.tokens.enumerated() where !token.isSpecial {
      positions[token.id, default: []].append(index)
    }
    func found(_ query: Int, _ choose: (Int) -> Int?) -> [Int]? {
      let token = queries.tokens[query]
      guard !token.isSpecial, let candidates = positions[token.id] else { return nil }
      let chosen = candidates.compactMap(choose)
      return chosen.isEmpty ? nil : chosen
    }
    same = queries.tokens.indices.map { query in
      found(query) { index in
        isWithinOne && (index == query || (isCausal && index > query)) ? nil : index
      }
    }
    behindSame = queries.tokens.indices.map { query in
      found(query) { index in
        let isEarlier = !isWithinOne || index + 1 < query
        return isEarlier && index + 1 < keys.tokens.count ? index + 1 : nil
      }
    }
    let separators = keys.separators
    self.separators = separators.isEmpty ? nil : separators
    other = secondStart.map { start in
      queries.tokens.indices.map { $0 < start ? start..<keys.tokens.count : 0..<start }
    }
  }
}

import ExplainerCore

/// Which of the tokens a page can hide: special ones, those of a chat template and, in causal attention, the first, on which
/// weight rests that has nowhere to go.
package struct HideableTokens: Sendable, Hashable {
  /// For each token that looks.
  let queries: [Bool]
  /// For each token looked at.
  let keys: [Bool]
}

extension AttentionBlock {
  /// Which of its tokens a page can hide.
  var hideable: HideableTokens {
    func hideable(_ sequence: AttentionSequence) -> [Bool] {
      sequence.tokens.enumerated().map {
        $0.element.isSpecial || $0.element.role == ChatText.template || (source.isCausal && $0.offset == 0)
      }
    }
    return HideableTokens(queries: hideable(queries), keys: hideable(keys))
  }
}

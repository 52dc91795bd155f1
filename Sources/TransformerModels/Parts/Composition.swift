/// What a model is made of.
struct Composition: Sendable {
  /// Nil where there is one stack.
  var encoder: Stack?
  /// The stack that makes predictions.
  let stack: Stack
  /// What is read off the last states beside the scores of tokens.
  var readouts: [Readout] = []
  /// Nil where the checkpoint is no language model.
  let head: LanguageHead?

  /// Whether positions turn queries and keys of texts of two lengths differently, so that keys that are kept of one are of
  /// no use to the other.
  func turnsDiffer(_ length: Int, _ other: Int) -> Bool {
    stack.blocks.contains { block in
      block.halves.contains { half in
        guard case .attention(let part) = half.work, case .byLength(let rule)? = part.rotary else {
          return false
        }
        return rule.differs(length, other)
      }
    }
  }

  /// Of a site of what is read off the last states, itself and those made of it; nil of other sites.
  ///
  /// What is read off beside it does not depend on it.
  func readBehind(_ site: SiteID) -> [SiteID]? {
    if site == head?.site { return [site] }
    for readout in readouts {
      if let index = readout.steps.firstIndex(where: { $0.site == site }) {
        return readout.steps[index...].map(\.site)
      }
    }
    return nil
  }
}

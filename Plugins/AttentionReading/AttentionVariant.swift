/// One way of letting the model read the texts.
package struct AttentionVariant: Sendable {
  /// A block, or the earlier variant where the same block stands.
  package enum Entry: Sendable {
    case block(AttentionBlock)
    case same(AttentionSource.Kind, as: String)
  }

  /// Empty where there is one variant.
  package let id: String
  /// What readers call it.
  package let label: String
  package let entries: [Entry]

  /// The blocks that stand here.
  package var blocks: [AttentionBlock] {
    entries.compactMap { if case .block(let block) = $0 { block } else { nil } }
  }
}

import Tensors

/// What rows say to the states of heads, see `DeltaRule.Rows`.
struct StateRows {
  let queries: HeadRows
  let keys: HeadRows
  let values: HeadRows
  let decays: Flow
  let strengths: Flow

  /// What the rows of one text say.
  func rows(_ range: Range<Int>) -> DeltaRule.Rows {
    DeltaRule.Rows(
      queries: queries.rows.rows(range), keys: keys.rows.rows(range), values: values.rows.rows(range),
      decays: decays.tensor.rows(range), strengths: strengths.tensor.rows(range))
  }

  /// The first of their places on the tape; nil where they have none.
  var node: Tape.Node? { queries.node ?? keys.node ?? values.node ?? decays.node ?? strengths.node }
}

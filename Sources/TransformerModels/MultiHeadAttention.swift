import ExplainerCore
import Tensors

/// Attention over H heads with a linear map of its own for queries, keys, values and output, within one
/// sequence or from one to another.
///
/// Source: Vaswani et al. 2017, section 3.2.
struct MultiHeadAttention: Sendable {
  /// What is looked at, `[S, D]` each, heads side by side.
  struct Source {
    let keys: MatrixView
    let values: MatrixView
  }

  let address: LayerAddress
  /// The first word of its sites: `attention`, or `cross_attention`.
  let name: String
  let query: Linear
  let key: Linear
  let value: Linear
  let output: Linear
  let attend: Attention

  /// The keys and values of a sequence, `[S, D]`.
  func source(_ states: Tensor) -> Source {
    Source(keys: key(states).matrix, values: value(states).matrix)
  }

  /// What attention adds to the stream: `[T, D]` → `[T, D]`.
  func callAsFunction(
    _ x: Tensor, over source: Source, mask: AttentionMask, recorder: inout TraceRecorder
  ) -> Tensor {
    let queries = query(x)
    recorder.keep(site("query"), queries.matrix.splitHeads(attend.heads))
    recorder.keep(site("key"), source.keys.splitHeads(attend.heads))
    recorder.keep(site("value"), source.values.splitHeads(attend.heads))
    recorder.keep(site("value_norms"), output.valueNorms(source.values, heads: attend.heads))
    recorder.keep(site("scale"), Tensor(shape: [1], values: [attend.scale]))
    let result = attend(
      queries: queries.matrix, keys: source.keys, values: source.values, mask: mask,
      keepsScores: recorder.wants(site("scores")), keepsPattern: recorder.wants(site("pattern")))
    recorder.keep(site("scores"), result.scores)
    recorder.keep(site("pattern"), result.pattern)
    let mixed = output(result.weightedValues)
    recorder.keep(site("output"), mixed)
    return mixed
  }

  private func site(_ part: String) -> Site { address("\(name).\(part)") }
}

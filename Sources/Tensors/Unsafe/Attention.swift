internal import CKernels

/// Scaled dot-product attention over heads that lie side by side: `softmax(q·kᵀ·scale + mask)·v` for each
/// head.
///
/// Source: Vaswani et al. 2017, eq. 1. Unless they are asked for, scores of one head at a time are held:
/// memory is `[T, S]`, not `[H, T, S]`.
public struct Attention: Sendable {
  /// What attention leaves behind.
  public struct Result: Sendable {
    /// The heads' mixtures of values side by side, `[T, H·d]`.
    public let weightedValues: Tensor
    /// Scores before the softmax, hidden entries −∞, `[H, T, S]`; nil unless asked for.
    public let scores: Tensor?
    /// The weights after the softmax, hidden entries 0, `[H, T, S]`; nil unless asked for.
    public let pattern: Tensor?
  }

  /// The number of heads.
  public let heads: Int
  /// What scores are multiplied with.
  public let scale: Float

  /// Attention of `heads` heads.
  public init(heads: Int, scale: Float) {
    self.heads = heads
    self.scale = scale
  }

  /// Lets `queries` look at `keys` and mix `values`.
  ///
  /// - Parameters:
  ///   - queries: `[T, H·d]`.
  ///   - keys: `[S, H·d]`.
  ///   - values: `[S, H·d]`.
  ///   - mask: which keys a query sees.
  ///   - keepsScores: whether to return the scores.
  ///   - keepsPattern: whether to return the pattern.
  /// - Precondition: the widths are equal and divided by the heads; every query sees a key.
  public func callAsFunction(
    queries: MatrixView, keys: MatrixView, values: MatrixView, mask: AttentionMask, keepsScores: Bool = false,
    keepsPattern: Bool = false
  ) -> Result {
    precondition(keys.rows == values.rows && queries.columns == keys.columns, "attention over unequal shapes")
    let (T, S) = (queries.rows, keys.rows)
    let size = values.columns / heads
    let visible = mask.visible(keys: S)
    let everyScore = keepsScores ? TensorStorage(count: heads * T * S) : nil
    let everyWeight = TensorStorage(count: keepsPattern ? heads * T * S : T * S)
    let weightedValues = Tensor(
      shape: [T, values.columns],
      writing: { out in
        for head in 0..<heads {
          let offset = keepsPattern ? head * T * S : 0
          guard let weights = everyWeight.writableElements?.baseAddress.map({ $0 + offset }) else { continue }
          MatrixProduct.write(
            queries.head(head, of: heads), keys.head(head, of: heads), transposingSecond: true, scale: scale,
            to: weights, stride: S)
          if let scores = everyScore?.writableElements?.baseAddress.map({ $0 + head * T * S }) {
            scores.update(from: weights, count: T * S)
            ck_mask_rows(scores, T, S, visible)
          }
          ck_softmax_rows(weights, T, S, visible)
          MatrixProduct.write(
            MatrixView(storage: everyWeight, offset: offset, rows: T, columns: S, stride: S),
            values.head(head, of: heads), transposingSecond: false, to: out + head * size,
            stride: values.columns)
        }
      })
    return Result(
      weightedValues: weightedValues,
      scores: everyScore.map { Tensor(shape: [heads, T, S], storage: $0, offset: 0) },
      pattern: keepsPattern ? Tensor(shape: [heads, T, S], storage: everyWeight, offset: 0) : nil)
  }
}

extension Attention {
  /// What attention leaves behind.
  public struct Result: Sendable {
    /// The heads' mixtures of values side by side, `[T, H·v]`.
    public let weightedValues: Tensor
    /// Scores before the softmax, as edited, hidden entries −∞, `[H, T, S]`; nil unless asked for.
    public let scores: Tensor?
    /// The weights after the softmax, as edited, hidden entries 0, `[H, T, S]`; nil unless asked for.
    public let pattern: Tensor?
  }

  /// Lets `queries` look at `keys` and mix `values`.
  ///
  /// - Parameters:
  ///   - queries: `[T, H·d]`.
  ///   - keys: `[S, K·d]`.
  ///   - values: `[S, K·v]`; their heads may have another width.
  ///   - mask: which keys a query sees.
  ///   - positions: what queries and keys meet beside each other; nil for nothing.
  ///   - keepsScores: whether to return the scores.
  ///   - keepsPattern: whether to return the pattern.
  ///   - onScores: may change the scores of each head, of which hidden ones are −∞, and stay hidden whatever they become.
  ///   - onPattern: may change the pattern of each head, after the softmax; hidden entries, 0, count once changed.
  /// - Precondition: queries and keys have heads of one width; every query sees a key.
  public func callAsFunction(
    queries: MatrixView, keys: MatrixView, values: MatrixView, mask: AttentionMask,
    positions: DisentangledPositions? = nil, keepsScores: Bool = false, keepsPattern: Bool = false,
    onScores: HeadEdit? = nil, onPattern: HeadEdit? = nil
  ) -> Result {
    check(queries, keys, values)
    let (T, S) = (queries.rows, keys.rows)
    let span = mask.span(keys: S, queries: T, window: window)
    let scores = HeadScores(self, queries, keys, mask, positions)
    let size = values.columns / keyHeads
    let everyScore = keepsScores ? TensorStorage(count: heads * T * S) : nil
    // Whoever looks on is shown head after head.
    let threads = onScores == nil && onPattern == nil ? threads(queries, values) : 1
    let everyWeight = TensorStorage(count: (keepsPattern ? heads : threads) * T * S)
    var scratch = Tensor(shape: [0, 0], values: [])
    let weightedValues = Tensor(
      shape: [T, heads * size],
      writing: { out in
        Crew.deal(heads, among: threads) { thread, head in
          let weights = HeadMatrix(
            storage: everyWeight, offset: (keepsPattern ? head : thread) * T * S, rows: T, columns: S,
            span: span)
          scores.write(head, to: weights, in: weights.whole)
          if onScores != nil || keepsScores { weights.hide(-.infinity) }
          if let onScores { weights.apply(onScores, head: head, scratch: &scratch) }
          if let everyScore {
            if onScores != nil { weights.hide(-.infinity) }
            HeadMatrix(storage: everyScore, offset: head * T * S, rows: T, columns: S, span: span).copy(
              weights)
          }
          weights.softmax(sink: sink(of: head))
          if let onPattern { weights.apply(onPattern, head: head, scratch: &scratch) }
          MatrixProduct.write(
            weights.matrix, values.head(head / group, of: keyHeads), transposingSecond: false,
            to: out + head * size, stride: heads * size)
        }
      })
    return Result(
      weightedValues: weightedValues,
      scores: everyScore.map { Tensor(shape: [heads, T, S], storage: $0, offset: 0) },
      pattern: keepsPattern ? Tensor(shape: [heads, T, S], storage: everyWeight, offset: 0) : nil)
  }

  /// Traps where the shapes do not belong together.
  func check(_ queries: MatrixView, _ keys: MatrixView, _ values: MatrixView) {
    precondition(
      keys.rows == values.rows && queries.columns % heads == 0 && values.columns % keyHeads == 0
        && queries.columns / heads * keyHeads == keys.columns, "attention over unequal shapes")
  }
}

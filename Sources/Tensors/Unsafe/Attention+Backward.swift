internal import CKernels

extension Attention {
  /// The gradients with respect to queries, `[T, H·d]`, keys, `[S, K·d]`, and values, `[S, K·v]`.
  public typealias Gradients = (queries: Tensor, keys: Tensor, values: Tensor)

  /// The gradients with respect to what attention read, given that with respect to the mixtures of values.
  ///
  /// Scores and pattern are computed again, head by head: memory is a few times `[T, S]`. Heads that share a head of
  /// keys add their gradients up in it.
  ///
  /// - Parameters:
  ///   - dMixed: the gradient with respect to `weightedValues`, `[T, H·v]`.
  ///   - queries: `[T, H·d]`, as in the forward direction.
  ///   - keys: `[S, K·d]`, as there.
  ///   - values: `[S, K·v]`, as there.
  ///   - mask: which keys a query sees, as there.
  ///   - positions: what queries and keys met, as there; it has no gradient, but passes on theirs.
  ///   - onScores: what changed the scores in the forward direction, done again.
  ///   - onPattern: what changed the pattern in the forward direction, done again.
  ///   - throughPatternEdit: gets the gradient with respect to each head's pattern as `onPattern` left it, and makes it
  ///     that with respect to the pattern as the softmax left it: the transpose of the edit's slope. What it adds is
  ///     what else depends on the pattern. Entries a mask hides have a gradient too: that of the mixture, were they not 0.
  ///   - throughScoresEdit: the same for the scores, after the cap; entries a mask hides have none, and get none.
  ///   - isPatternFrozen: whether the pattern is taken for a constant. The gradient of the scores is then 0 but for what
  ///     `throughScoresEdit` adds, and without one those of queries and keys are 0.
  /// - Precondition: the shapes are those of the forward direction.
  public func backward(
    _ dMixed: Tensor, queries: MatrixView, keys: MatrixView, values: MatrixView, mask: AttentionMask,
    positions: DisentangledPositions? = nil, onScores: HeadEdit? = nil, onPattern: HeadEdit? = nil,
    throughPatternEdit: HeadEdit? = nil, throughScoresEdit: HeadEdit? = nil, isPatternFrozen: Bool = false
  ) -> Gradients {
    check(queries, keys, values)
    let (T, S) = (queries.rows, keys.rows)
    let (width, size) = (queries.columns / heads, values.columns / keyHeads)
    precondition(dMixed.shape == [T, heads * size], "a gradient of \(dMixed.shape) for \([T, heads * size])")
    let span = mask.span(keys: S, queries: T, window: window)
    let scores = HeadScores(self, queries, keys, mask, positions)
    let edits = [onScores, onPattern, throughPatternEdit, throughScoresEdit]
    // Whoever looks on is shown head after head.
    let threads = edits.allSatisfy { $0 == nil } ? threads(queries, values) : 1
    let rooms = (0..<threads).map { _ in
      let pattern = HeadMatrix(storage: TensorStorage(count: T * S), rows: T, columns: S, span: span)
      return (
        pattern: pattern, used: onPattern.map { _ in pattern.another() },
        capped: softcap.map { _ in pattern.another() }, gradient: pattern.another()
      )
    }
    var scratch = Tensor(shape: [0, 0], values: [])
    let dQueries = HeadGradients(rows: T, heads: heads, width: width)
    let dKeys = HeadGradients(rows: S, heads: keyHeads, width: width)
    let dValues = HeadGradients(rows: S, heads: keyHeads, width: size)
    func back(_ head: Int, _ place: Int, _ thread: Int) {
      let (pattern, used, capped, gradient) = rooms[thread]
      let (whole, seen) = (pattern.whole, pattern.seen)
      let dHead = dMixed.matrix.head(head, of: heads)
      scores.write(head, to: pattern, in: seen)
      capped?.copy(pattern)
      if let onScores {
        pattern.hide(-.infinity)
        pattern.apply(onScores, head: head, scratch: &scratch)
      }
      pattern.softmax(sink: sink(of: head))
      if let onPattern, let used {
        used.copy(pattern)
        used.apply(onPattern, head: head, scratch: &scratch)
      }
      // What is hidden is 0, unless it was changed.
      for block in used == nil ? seen : whole { dValues.add(used ?? pattern, dHead, to: place, in: block) }

      if !isPatternFrozen || throughPatternEdit != nil {
        for block in throughPatternEdit == nil ? seen : whole {
          gradient.write(dHead, values.head(place, of: keyHeads), in: block)
        }
      }
      if let throughPatternEdit { gradient.apply(throughPatternEdit, head: head, scratch: &scratch) }
      if isPatternFrozen {
        guard throughScoresEdit != nil else { return }
        gradient.write { $0.update(repeating: 0, count: T * S) }
      } else {
        gradient.softmaxBackward(pattern: pattern)
      }
      if let throughScoresEdit {
        gradient.apply(throughScoresEdit, head: head, scratch: &scratch)
        gradient.hide(0)
      }
      if let softcap, let capped {
        for block in seen { gradient.softcapBackward(capped: capped, cap: softcap, in: block) }
      }
      gradient.write { ck_scale($0, scale, T * S) }
      for block in seen {
        dQueries.write(gradient, keys.head(place, of: keyHeads), to: head, in: block)
        dKeys.add(gradient, queries.head(head, of: heads), to: place, in: block)
      }
      scores.positions?.back(gradient, head, to: dQueries, dKeys, in: seen)
    }
    // Heads that share keys add their gradients up, one after the other.
    Crew.deal(keyHeads, among: threads) { thread, place in
      for head in place * group..<(place + 1) * group { back(head, place, thread) }
    }
    return (dQueries.tensor, dKeys.tensor, dValues.tensor)
  }
}

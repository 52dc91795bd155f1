import Diagnostics
public import Tensors

extension Model {
  /// The scores of some tokens, picked out of those of all.
  public func scores(of ids: [Int], for hidden: Tensor, normed: Bool) throws -> Tensor {
    try pickedScores(of: ids, for: hidden, normed: normed)
  }

  /// The best tokens, picked out of all.
  public func best(_ count: Int, for hidden: Tensor, normed: Bool) throws -> [[TokenScore]] {
    try pickedBest(count, for: hidden, normed: normed)
  }

  /// The scores of some tokens, picked out of those of all, a few states at a time.
  package func pickedScores(of ids: [Int], for hidden: Tensor, normed: Bool) throws -> Tensor {
    try check(ids)
    var values: [Float] = []
    try forEachState(of: hidden, normed: normed) { all in values += ids.map { all[flat: $0] } }
    return Tensor(shape: [hidden.shape.first ?? 0, ids.count], values: values)
  }

  /// The best tokens, picked out of all, a few states at a time.
  package func pickedBest(_ count: Int, for hidden: Tensor, normed: Bool) throws -> [[TokenScore]] {
    guard count > 0 else {
      throw ExplainerError(
        .badParameter, "the best of no tokens are asked for", expected: "at least 1", found: "\(count)")
    }
    var found: [[TokenScore]] = []
    try forEachState(of: hidden, normed: normed) { all in
      found.append(all.indicesOfGreatest(count).map { TokenScore(id: $0, score: all[flat: $0]) })
    }
    return found
  }

  /// Throws `badParameter` for an id that no token has.
  private func check(_ ids: [Int]) throws(ExplainerError) {
    for id in ids where id < 0 || id >= info.vocabularySize {
      throw ExplainerError(
        .badParameter, "there is no token \(id)", expected: "an id from 0 to \(info.vocabularySize - 1)",
        found: "\(id)")
    }
  }

  /// Calls `body` with the scores of all tokens, `[V]`, for one state after the other.
  private func forEachState(of hidden: Tensor, normed: Bool, _ body: (Tensor) -> Void) throws {
    try unembed(hidden, normed: normed) { rows, all in
      for row in 0..<rows.count { body(all.slice(row)) }
    }
  }

  /// Calls `body` with the scores of all tokens for some states after the other, `[rows, V]`, so that those of many states
  /// need not be there at once.
  ///
  /// - Parameters:
  ///   - hidden: states of the residual stream, `[N, D]`.
  ///   - normed: whether the final norm comes first.
  ///   - body: is given which states they are of.
  /// - Throws: `badShape` for other extents, and what `unembed(_:normed:)` and `body` throw.
  public func unembed(
    _ hidden: Tensor, normed: Bool, inParts body: (_ rows: Range<Int>, _ scores: Tensor) throws -> Void
  ) throws {
    guard hidden.rank == 2 else {
      throw ExplainerError(
        .badShape, "states to unembed are \(hidden.shape)", expected: "[N, \(info.hiddenSize)]")
    }
    // About 8 MB, and at least as many rows as the kernels take at a time.
    let most = max(16, (1 << 21) / max(1, info.vocabularySize))
    for start in stride(from: 0, to: hidden.shape[0], by: most) {
      let rows = start..<min(start + most, hidden.shape[0])
      try body(rows, try unembed(hidden.rows(rows), normed: normed))
    }
  }
}

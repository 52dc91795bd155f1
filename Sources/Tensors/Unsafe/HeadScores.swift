/// How a call of attention makes the scores of one head after the other.
struct HeadScores {
  private let attention: Attention
  private let queries: MatrixView
  private let keys: MatrixView
  private let bias: HeadBias?
  let positions: HeadPositions?

  /// Scores of `queries`, `[T, H·d]`, over `keys`, `[S, K·d]`.
  init(
    _ attention: Attention, _ queries: MatrixView, _ keys: MatrixView, _ mask: AttentionMask,
    _ positions: DisentangledPositions?
  ) {
    self.attention = attention
    self.queries = queries
    self.keys = keys
    bias = attention.bias.map {
      HeadBias($0, queries: queries.rows, keys: keys.rows, start: mask.start)
    }
    self.positions = positions.map {
      HeadPositions($0, attention, queries: queries, keys: keys, start: mask.start)
    }
  }

  /// Writes the scores of one head, capped but not masked, of some blocks.
  func write(_ head: Int, to scores: HeadMatrix, in blocks: [HeadBlock]) {
    let first = queries.head(head, of: attention.heads)
    let second = keys.head(head / attention.group, of: attention.keyHeads)
    for block in blocks { scores.write(first, second, scale: attention.scale, in: block) }
    for block in blocks { bias?.add(head, to: scores, in: block) }
    positions?.add(head, to: scores, in: blocks)
    guard let softcap = attention.softcap else { return }
    for block in blocks { scores.softcap(softcap, in: block) }
  }
}

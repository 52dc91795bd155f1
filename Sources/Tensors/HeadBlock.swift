/// Some queries, and the keys that any of them sees.
struct HeadBlock {
  let queries: Range<Int>
  let keys: Range<Int>

  /// Blocks that hold whatever queries see of keys, `span` being what query 0 sees (see `AttentionMask.span`).
  ///
  /// What lies outside of them need not be computed: with a causal mask nearly half of all, with a narrow window nearly
  /// everything. Blocks are large enough to be multiplied as fast as the whole.
  static func blocks(queries: Int, keys: Int, span: Range<Int>) -> [HeadBlock] {
    let size = max(64, queries / 8)
    let blocks = stride(from: 0, to: queries, by: size).map { start in
      let end = min(queries, start + size)
      let last = max(0, min(keys, span.upperBound + end - 1))
      let first = max(0, min(last, span.lowerBound + start))
      return HeadBlock(queries: start..<end, keys: first..<last)
    }
    let isWhole = blocks.allSatisfy { $0.keys == 0..<keys }
    return isWhole ? [HeadBlock(queries: 0..<queries, keys: 0..<keys)] : blocks
  }
}

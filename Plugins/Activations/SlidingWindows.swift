/// How a text longer than one window is read: overlapping windows, and which of them each token is taken from.
///
/// Windows slide by half their length. A model that reads both sides gives each token from the window in whose middle
/// it stands, a causal one from the window where most stands before it, so that no token but those at the ends of the
/// text has less than a quarter (causal: half) of a window around it.
struct SlidingWindows {
  /// One window: the tokens that are read, and those of them that are kept.
  struct Window: Equatable {
    let read: Range<Int>
    let kept: Range<Int>
  }

  let windows: [Window]

  /// Windows of `length` over `count` tokens.
  init(count: Int, length: Int, readsBothSides: Bool) {
    var starts = Array(stride(from: 0, to: max(1, count - length), by: max(1, length / 2)))
    if let last = starts.last, last + length < count { starts.append(count - length) }
    var kept = 0
    windows = starts.enumerated().map { index, start in
      let end = min(count, start + length)
      let next = index + 1 < starts.count ? starts[index + 1] : nil
      let until = next.map { readsBothSides ? ($0 + end) / 2 : end } ?? count
      defer { kept = until }
      return Window(read: start..<end, kept: kept..<until)
    }
  }
}

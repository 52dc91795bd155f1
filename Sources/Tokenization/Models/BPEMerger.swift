/// The merging of one word, with its memory, which is kept from word to word.
///
/// Repeats "merge the pair with the lowest rank, the leftmost of equals" until no pair can be merged. Short
/// words scan for that pair; long ones (a page without spaces) keep the candidates in a heap, O(n log n).
struct BPEMerger {
  /// Above this many symbols the heap is faster than the scan.
  static let scanLimit = 48

  /// The word's symbols: its bytes before `merge(by:)`, its tokens after.
  var symbols: [Subword] = []

  /// The rank of the merge of each symbol with the next, `MergeTable.none` for the last.
  private var ranks: [UInt32] = []
  /// Each symbol's neighbours, in the heap's way of working.
  private var previous: [Int] = []
  private var next: [Int] = []
  /// A binary heap of candidates, smallest first: the rank in the upper half, the index in the lower.
  private var heap: [UInt64] = []

  /// Merges `symbols`.
  mutating func merge(by merges: MergeTable) {
    if symbols.count <= Self.scanLimit { mergeByScanning(merges) } else { mergeByHeap(merges) }
  }

  /// O(n²), with the smallest of constants.
  mutating func mergeByScanning(_ merges: MergeTable) {
    guard symbols.count > 1 else { return }
    ranks.removeAll(keepingCapacity: true)
    for index in 0..<symbols.count - 1 { ranks.append(merges.rank(symbols[index].id, symbols[index + 1].id)) }
    while true {
      var best = MergeTable.none
      var at = 0
      for index in ranks.indices where ranks[index] < best {
        best = ranks[index]
        at = index
      }
      guard best != MergeTable.none else { return }
      symbols[at].id = merges.results[Int(best)]
      symbols[at].end = symbols[at + 1].end
      symbols.remove(at: at + 1)
      ranks.remove(at: at)
      if at < ranks.count { ranks[at] = merges.rank(symbols[at].id, symbols[at + 1].id) }
      if at > 0 { ranks[at - 1] = merges.rank(symbols[at - 1].id, symbols[at].id) }
    }
  }

  /// O(n log n).
  mutating func mergeByHeap(_ merges: MergeTable) {
    let count = symbols.count
    guard count > 1, count < UInt32.max else { return }
    previous = Array(-1..<count - 1)
    next = Array(1...count)
    ranks = [UInt32](repeating: MergeTable.none, count: count)
    heap.removeAll(keepingCapacity: true)
    for index in 0..<count - 1 { consider(index, merges) }
    while let candidate = popSmallest() {
      let at = Int(candidate & 0xFFFF_FFFF)
      let rank = ranks[at]
      // A candidate is out of date when its symbol has been merged away or has another neighbour now.
      guard rank != MergeTable.none, UInt64(rank) == candidate >> 32 else { continue }
      let absorbed = next[at]
      symbols[at].id = merges.results[Int(rank)]
      symbols[at].end = symbols[absorbed].end
      ranks[absorbed] = MergeTable.none
      next[at] = next[absorbed]
      symbols[absorbed].end = -1
      if next[at] < count { previous[next[at]] = at }
      consider(at, merges)
      if previous[at] >= 0 { consider(previous[at], merges) }
    }
    symbols.removeAll { $0.end < 0 }
  }

  /// Looks up the merge of the symbol at `index` with the next and makes it a candidate.
  private mutating func consider(_ index: Int, _ merges: MergeTable) {
    let neighbour = next[index]
    ranks[index] =
      neighbour < symbols.count ? merges.rank(symbols[index].id, symbols[neighbour].id) : MergeTable.none
    if ranks[index] != MergeTable.none { push(UInt64(ranks[index]) << 32 | UInt64(index)) }
  }

  private mutating func push(_ candidate: UInt64) {
    heap.append(candidate)
    var child = heap.count - 1
    while child > 0, case let parent = (child - 1) / 2, heap[child] < heap[parent] {
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func popSmallest() -> UInt64? {
    guard let smallest = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return smallest }
    heap[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < heap.count else { return smallest }
      if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
      guard heap[child] < heap[parent] else { return smallest }
      heap.swapAt(child, parent)
      parent = child
    }
  }
}

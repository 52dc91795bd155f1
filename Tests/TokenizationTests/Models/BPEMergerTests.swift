import Testing

@testable import Tokenization

/// The two ways of merging a word.
struct BPEMergerTests {
  /// Merging by scanning and by heap give the same tokens, for random merges over few symbols, where ranks
  /// compete.
  @Test(arguments: 0..<20) func waysAgree(seed: Int) {
    var random = RandomText(seed: UInt64(seed))
    var merges = MergeTable()
    var limit = 3
    for _ in 0..<30 {
      _ = merges.append(random.number(below: limit), random.number(below: limit), result: limit)
      limit += 1
    }
    for length in [0, 1, 2, 3, 10, 40, 200] {
      var scanning = BPEMerger()
      for index in 0..<length {
        scanning.symbols.append(.init(id: UInt32(random.number(below: 3)), start: index, end: index + 1))
      }
      var heap = scanning
      var plain = scanning.symbols
      scanning.mergeByScanning(merges)
      heap.mergeByHeap(merges)
      Self.merge(&plain, merges)
      #expect(scanning.symbols == plain)
      #expect(heap.symbols == plain)
    }
  }

  /// Of several pairs with the lowest rank the leftmost is merged first: `aaa` becomes `aa a`.
  @Test func leftmostComesFirst() {
    var merges = MergeTable()
    _ = merges.append(0, 0, result: 1)
    for length in [3, 101] {
      var word = BPEMerger()
      word.symbols = (0..<length).map { .init(id: 0, start: $0, end: $0 + 1) }
      word.merge(by: merges)
      #expect(word.symbols.map(\.id) == Array(repeating: 1, count: length / 2) + [0])
      #expect(word.symbols.last == .init(id: 0, start: length - 1, end: length))
    }
  }

  /// The definition, written down without regard to time.
  private static func merge(_ symbols: inout [Subword], _ merges: MergeTable) {
    while true {
      let ranks = zip(symbols, symbols.dropFirst()).map { merges.rank($0.id, $1.id) }
      guard let best = ranks.min(), best != MergeTable.none, let index = ranks.firstIndex(of: best) else {
        return
      }
      symbols[index].id = merges.results[Int(best)]
      symbols[index].end = symbols[index + 1].end
      symbols.remove(at: index + 1)
    }
  }
}

/// A canonical Huffman code (RFC 1951, section 3.2.2).
package struct PrefixCode: Sendable, Hashable {
  /// The length of each symbol's code in bits; 0 for symbols that do not occur.
  package let lengths: [Int]
  /// The codes, their last bit lowest.
  package let codes: [Int]
  /// The codes, their first bit lowest, as a stream of RFC 1951 takes them.
  let bits: [Int]

  /// A code for symbols that occur so often, none longer than `longest` bits.
  package init(counts: [Int], longest: Int) {
    var counts = counts
    var lengths = Self.depths(counts)
    // Counts that differ less make codes whose lengths differ less.
    while lengths.contains(where: { $0 > longest }) {
      for symbol in counts.indices where counts[symbol] > 0 { counts[symbol] = (counts[symbol] + 1) / 2 }
      lengths = Self.depths(counts)
    }
    self.lengths = lengths
    var codes = [Int](repeating: 0, count: lengths.count)
    var next = 0
    for length in 1...longest {
      for symbol in lengths.indices where lengths[symbol] == length {
        codes[symbol] = next
        next += 1
      }
      next <<= 1
    }
    self.codes = codes
    bits = zip(codes, lengths).map { code, length in
      (0..<length).reduce(0) { $0 | (code >> $1 & 1) << (length - 1 - $1) }
    }
  }

  /// How deep each symbol stands in the tree in which the two least counts are joined until one is left.
  private static func depths(_ counts: [Int]) -> [Int] {
    var depths = [Int](repeating: 0, count: counts.count)
    let leaves = counts.indices.filter { counts[$0] > 0 }.sorted { (counts[$0], $0) < (counts[$1], $1) }
    guard leaves.count > 1 else {
      for leaf in leaves { depths[leaf] = 1 }
      return depths
    }
    // Joined counts never decrease, so both queues stay sorted.
    var weights = leaves.map { counts[$0] }
    var parents = [Int](repeating: 0, count: 2 * leaves.count - 1)
    var leaf = 0
    var joined = leaves.count
    func least() -> Int {
      if leaf < leaves.count, joined == weights.count || weights[leaf] <= weights[joined] {
        leaf += 1
        return leaf - 1
      }
      joined += 1
      return joined - 1
    }
    while weights.count < 2 * leaves.count - 1 {
      let (one, other) = (least(), least())
      parents[one] = weights.count
      parents[other] = weights.count
      weights.append(weights[one] + weights[other])
    }
    var levels = [Int](repeating: 0, count: weights.count)
    for node in (0..<weights.count - 1).reversed() { levels[node] = levels[parents[node]] + 1 }
    for (index, symbol) in leaves.enumerated() { depths[symbol] = levels[index] }
    return depths
  }
}

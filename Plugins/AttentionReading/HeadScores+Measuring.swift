import Glibc
import Tensors

extension HeadScores {
  /// Measures one head over its pattern, `[Q, K]`.
  ///
  /// - Parameters:
  ///   - pattern: the weights.
  ///   - roles: what the keys are to the queries.
  ///   - source: what attention it is.
  ///   - layer: the true number of the layer, whose window counts.
  ///   - sink: what of each row goes to the sink, `[Q]`; nil without one.
  /// - Complexity: O(Q·K).
  init(pattern: Tensor, roles: TokenRoles, source: AttentionSource, layer: Int, sink: Tensor?) {
    let (Q, K) = (pattern.shape[0], pattern.shape[1])
    var means = [Mean](repeating: Mean(), count: 11)
    pattern.withUnsafeElements { elements in
      for i in 0..<Q {
        let seen = source.seen(by: i, inLayer: layer, of: K)
        if let sink { means[10].add(Double(sink[flat: i])) }
        guard seen.count > 1 else { continue }
        let row = UnsafeBufferPointer(rebasing: elements[i * K..<(i + 1) * K])
        let live = UnsafeBufferPointer(rebasing: row[seen])
        let whole = sink.map { 1 - Double($0[flat: i]) } ?? 1
        /// Adds up what keys get that the query sees; nothing where its window hides all of them.
        func add(_ keys: [Int], to mean: Int) {
          let near = keys.filter(seen.contains)
          guard seen.lowerBound == 0 || !near.isEmpty else { return }
          means[mean].add(near.reduce(0) { $0 + Double(row[$1]) })
        }
        // Where the sink takes everything there is nothing to say of the rest.
        let hasRest = whole > 1e-6
        if hasRest { means[0].add(Self.entropy(live, of: whole) / log(Double(seen.count))) }
        add([0], to: 5)
        if let separators = roles.separators { add(separators, to: 6) }
        if let same = roles.same[i] { add(same, to: 7) }
        if let behind = roles.behindSame[i] { add(behind, to: 8) }
        if let other = roles.other?[i], other.overlaps(seen) {
          means[9].add(row[other.clamped(to: seen)].reduce(0) { $0 + Double($1) })
        }
        guard source.isWithinOne else { continue }
        if hasRest { means[1].add(Self.distance(live, from: i - seen.lowerBound) / whole) }
        if seen.contains(i - 1) { means[2].add(Double(row[i - 1])) }
        if !source.isCausal, seen.contains(i + 1) { means[3].add(Double(row[i + 1])) }
        means[4].add(Double(row[i]))
      }
    }
    let values = means.map(\.value)
    (entropy, distance, previous, next, itself) = (values[0], values[1], values[2], values[3], values[4])
    (first, separator, same, induction, other) = (values[5], values[6], values[7], values[8], values[9])
    self.sink = values[10]
    (sameTokens, inductionTokens) = (means[7].count, means[8].count)
  }

  /// −Σ p ln p of a row that sums to `whole`, taken as one that sums to 1.
  private static func entropy(_ row: UnsafeBufferPointer<Float>, of whole: Double) -> Double {
    var sum: Float = 0
    for weight in row where weight > 0 { sum -= weight * logf(weight) }
    let entropy = whole == 1 ? Double(sum) : Double(sum) / whole + log(whole)
    return max(entropy, 0)
  }

  /// Σ p |i − j|.
  private static func distance(_ row: UnsafeBufferPointer<Float>, from index: Int) -> Double {
    var sum: Float = 0
    for (key, weight) in row.enumerated() { sum += weight * Float(abs(key - index)) }
    return Double(sum)
  }

  /// A mean, or nil of nothing.
  private struct Mean {
    private var sum = 0.0
    private(set) var count = 0

    mutating func add(_ value: Double) {
      sum += value
      count += 1
    }

    var value: Double? { count > 0 ? sum / Double(count) : nil }
  }
}

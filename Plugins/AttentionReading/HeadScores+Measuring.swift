import Glibc
import Tensors

extension HeadScores {
  /// Measures one head over its pattern, `[Q, K]`.
  ///
  /// - Complexity: O(Q·K).
  init(pattern: Tensor, roles: TokenRoles, isWithinOne: Bool, isCausal: Bool) {
    let (Q, K) = (pattern.shape[0], pattern.shape[1])
    var means = [Mean](repeating: Mean(), count: 10)
    pattern.withUnsafeElements { elements in
      for i in 0..<Q {
        let seen = isCausal ? min(i + 1, K) : K
        guard seen > 1 else { continue }
        let row = UnsafeBufferPointer(rebasing: elements[i * K..<i * K + seen])
        func sum(_ keys: [Int]) -> Double { keys.reduce(0) { $0 + ($1 < seen ? Double(row[$1]) : 0) } }
        means[0].add(Self.entropy(row) / log(Double(seen)))
        means[5].add(Double(row[0]))
        if let separators = roles.separators { means[6].add(sum(separators)) }
        if let same = roles.same[i] { means[7].add(sum(same)) }
        if let behind = roles.behindSame[i] { means[8].add(sum(behind)) }
        if let other = roles.other?[i], other.lowerBound < seen {
          means[9].add(row[other.clamped(to: 0..<seen)].reduce(0) { $0 + Double($1) })
        }
        guard isWithinOne else { continue }
        means[1].add(Self.distance(row, from: i))
        if i > 0 { means[2].add(Double(row[i - 1])) }
        if !isCausal, i + 1 < seen { means[3].add(Double(row[i + 1])) }
        means[4].add(Double(row[i]))
      }
    }
    let values = means.map(\.value)
    (entropy, distance, previous, next, itself) = (values[0], values[1], values[2], values[3], values[4])
    (first, separator, same, induction, other) = (values[5], values[6], values[7], values[8], values[9])
    (sameTokens, inductionTokens) = (means[7].count, means[8].count)
  }

  /// −Σ p ln p.
  private static func entropy(_ row: UnsafeBufferPointer<Float>) -> Double {
    var sum: Float = 0
    for weight in row where weight > 0 { sum -= weight * logf(weight) }
    return Double(max(sum, 0))
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

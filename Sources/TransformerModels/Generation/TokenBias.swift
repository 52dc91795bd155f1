/// What is added to the score of a token where those before it are `prefix`.
struct TokenBias: Sendable, Equatable {
  /// May be empty: then everywhere.
  let prefix: [Int]
  let token: Int
  /// −∞ forbids the token.
  let bias: Float
}

extension [TokenBias] {
  /// The same in the order in which transformers adds them up: tokens alone, then longer sequences by length, the length
  /// that was named first at first; of a sequence named twice the later bias counts, at the earlier place.
  func inOrderOfAddition() -> [TokenBias] {
    var known: [[Int]: Int] = [:]
    var unique: [TokenBias] = []
    for one in self {
      if let index = known[one.prefix + [one.token]] {
        unique[index] = one
      } else {
        known[one.prefix + [one.token]] = unique.count
        unique.append(one)
      }
    }
    var lengths: [Int] = [0]
    for one in unique where !lengths.contains(one.prefix.count) { lengths.append(one.prefix.count) }
    return lengths.flatMap { length in unique.filter { $0.prefix.count == length } }
  }
}

extension Assembly {
  /// How queries, keys and values are called, and how they lie where one map gives them all.
  enum ProjectionNames: Sendable {
    /// One map that gives them side by side.
    case fused(String)
    /// One map that gives them in another order, whose rows are put in ours.
    case shuffled(String, Order)
    case separate(query: String, key: String, value: String)
    /// The same; the first map gives of each head its queries, then a gate of what it gathers.
    case gated(query: String, key: String, value: String)

    /// In which order one map gives queries, keys and values.
    enum Order: Sendable {
      /// Group by group: the queries that share a key, the key, the value; as many groups as keys.
      case groups
      /// In so many blocks of neighbouring heads, each of which has its queries, then its values, then its keys.
      case blocks(Int)

      /// The rows of the map for all queries, then all keys, then all values.
      func rows(heads H: Int, keyHeads K: Int, size d: Int) -> [Int] {
        func part(_ head: Int) -> Range<Int> { head * d..<(head + 1) * d }
        switch self {
        case .groups:
          let share = H / K
          let queries = (0..<H).map { $0 / share * (share + 2) + $0 % share }
          let keys = (0..<K).map { $0 * (share + 2) + share }
          return (queries + keys + keys.map { $0 + 1 }).flatMap(part)
        case .blocks(let count):
          let width = H * d / count
          return [0, 2, 1].flatMap { kind in
            (0..<count).flatMap { block in (0..<width).map { (block * 3 + kind) * width + $0 } }
          }
        }
      }
    }

    var all: (query: String, key: String, value: String) {
      switch self {
      case .fused(let name), .shuffled(let name, _): (name, name, name)
      case .separate(let query, let key, let value), .gated(let query, let key, let value):
        (query, key, value)
      }
    }
  }
}

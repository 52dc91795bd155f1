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
    /// By something narrower; all maps but those with a norm behind them are without biases.
    case latent(LatentNames)

    /// How the maps to something narrower and from it are called, and how wide it is.
    struct LatentNames: Sendable {
      /// The map, the norm and the width of what queries are made of; nil where they are made of what attention reads.
      let queryLatent: (map: String, norm: String, width: Int)?
      let query: String
      /// One map that gives what keys and values are made of, then what all keys share.
      let latent: String
      let norm: String
      /// One map that gives, head by head, what of the key is its own, then its value.
      let expansion: String
      let width: Int
      /// What of a key all heads share.
      let shared: Int
      /// dv.
      let value: Int
    }

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
      case .latent(let names): (names.query, names.expansion, names.expansion)
      }
    }
  }
}

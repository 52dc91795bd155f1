/// How much of the rows that are not carried whole is carried.
package struct KeptShares: Sendable, Hashable {
  /// Rows that are not carried whole.
  package private(set) var rows = 0
  /// The least share of a row that is carried.
  package private(set) var least = 1.0
  private var sum = 0.0

  /// The mean share of a row that is carried.
  package var mean: Double { rows > 0 ? sum / Double(rows) : 1 }

  /// Nothing yet.
  package init() {}

  /// Counts rows, each summing to 1, by what of them is not carried.
  mutating func add(rests: [Float]) {
    for rest in rests {
      let share = 1 - Double(rest)
      rows += 1
      sum += share
      least = min(least, share)
    }
  }
}

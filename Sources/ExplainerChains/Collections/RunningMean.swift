/// The mean of the points with one label, place by place.
struct RunningMean {
  let label: String
  var sums: [Double] = []
  var counts: [Int] = []
  var points = 0
  /// Values a row, for a matrix.
  var width = 0

  var values: [Double?] { zip(sums, counts).map { $1 == 0 ? nil : $0 / Double($1) } }

  mutating func add(_ values: [Double?]) {
    points += 1
    let missing = max(0, values.count - sums.count)
    sums += [Double](repeating: 0, count: missing)
    counts += [Int](repeating: 0, count: missing)
    for (index, value) in values.enumerated() {
      guard let value else { continue }
      sums[index] += value
      counts[index] += 1
    }
  }
}

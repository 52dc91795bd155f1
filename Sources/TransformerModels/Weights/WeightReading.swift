/// A weight that a step of the computation reads: all of it, or the rows of a table that are looked up.
struct WeightReading {
  /// The name the family uses, or the part of it that several share: `h.3.ln_1`.
  let name: String
  /// The rows that are read; nil for all.
  var rows: [Int]?

  init(_ name: String, rows: [Int]? = nil) {
    self.name = name
    self.rows = rows
  }
}
